"""Reads a mapping file from disk."""

from pathlib import Path
from typing import TYPE_CHECKING

from schemas.errors import UsageError
from tasks.extract.source_errors import source_error

if TYPE_CHECKING:
    from schemas.mapping.mapping import Mapping


def chosen_mapping(path: str | None, preset: str | None) -> "Mapping | None":
    """The mapping file that is named, if one is. Raises `UsageError` as `read_mapping` does, or beside a preset."""
    if path is None:
        return None
    if preset is not None:
        message = "Both a mapping and a preset are given."
        raise UsageError(message, "Leave one of them out: a preset is a mapping that is shipped.")
    return read_mapping(path)


def read_mapping(path: str | Path) -> "Mapping":
    """Read a mapping file; raise `UsageError` if it is missing or wrong."""
    from schemas.mapping.mapping import Mapping  # takes its time, which an import without one need not spend

    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        said = "The mapping {name} cannot be read: {why}."
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        hint = "--mapping names a TOML file such as data/mappings/online_retail.toml."
        raise source_error(UsageError, str(path), said, operator_hint=hint, why=why) from error
    return Mapping.from_toml(text, str(path))
