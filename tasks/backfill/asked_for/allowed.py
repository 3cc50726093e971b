"""Which sources a client of the HTTP API may name: those below what the operator has allowed, and nothing else."""

from collections.abc import Sequence
from glob import has_magic
from itertools import takewhile
from pathlib import Path
from urllib.parse import unquote

from schemas.errors import UsageError
from schemas.ids import ProjectKey
from tasks.extract.source_name import is_local


def require_allowed(sources: Sequence[str], allowed: Sequence[str], key: ProjectKey) -> None:
    """Raise `UsageError` unless each source is below one of these folders and URLs.

    `{tenant}` and `{project}` in them stand for the names of the project, so that nobody reads what is another's.
    """
    places = [place.replace("{tenant}", key.tenant).replace("{project}", key.project) for place in allowed]
    for source in sources:
        if not any(_is_below(source, place) for place in places):
            message = "This source is none that a request may name."
            operator_hint = "ORDERS_BACKFILL_SOURCES says which ones may be named."
            raise UsageError(message, "Send the orders in the body, or ask the operator.", operator_hint=operator_hint)


def _is_below(source: str, place: str) -> bool:
    if is_local(source) != is_local(place) or source == "-":
        return False
    return _is_in_folder(source, place) if is_local(source) else _begins_with(source, place)


def _is_in_folder(source: str, folder: str) -> bool:
    """By what the path is once links are followed; of a pattern, by what comes before it."""
    path = Path(source)
    if not path.is_absolute() or ".." in path.parts or "\0" in source:
        return False
    fixed = Path(*takewhile(lambda part: not has_magic(part), path.parts))
    return fixed.resolve().is_relative_to(Path(folder).resolve())


def _begins_with(url: str, prefix: str) -> bool:
    """Word for word; what follows leads nowhere else, and refers to no variable."""
    start = prefix if prefix.endswith("/") else f"{prefix}/"
    rest = url.removeprefix(start)
    return rest != url and "${" not in rest and ".." not in unquote(unquote(rest)).replace("\\", "/").split("/")
