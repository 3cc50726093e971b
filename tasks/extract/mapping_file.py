"""Reads a mapping file from disk."""

from pathlib import Path

from schemas.errors import UsageError
from schemas.orders.mapping import Mapping


def read_mapping(path: str | Path) -> Mapping:
    """Read a mapping file; raise `UsageError` if it is missing or wrong."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"The mapping {path} cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8 text'}."
        raise UsageError(message, "--mapping names a TOML file such as data/mappings/online_retail.toml.") from error
    return Mapping.from_toml(text, str(path))
