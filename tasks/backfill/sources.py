"""Which sources a backfill reads: files, folders, patterns and URLs become a list of files and URLs, in their order."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Pairs
from fnmatch import fnmatchcase
from glob import has_magic
from pathlib import Path, PurePath, PurePosixPath
from urllib.parse import quote

from schemas.errors import UsageError
from tasks.backfill.feeds.object_store import is_object_store, key_of, keys_under
from tasks.extract.source_errors import source_errors
from tasks.extract.source_name import is_local, shown_name
from tasks.extract.source_secrets import resolved

_DIGITS = re.compile(r"(\d+)")


def listed(sources: Sequence[str], variables: Pairs[str, str]) -> list[str]:
    """Every file and URL, those of a folder or a pattern in the order of their names, `orders-2` before `orders-10`.

    What ends with `/` in an object store is a folder there. Raises `UsageError` if there is none, one is named twice,
    or one can be read only once; `ImportAbortedError` for what is missing, `RetryableError` for a store out of reach.
    """
    found = [path for source in sources for path in _listed(source, variables)]
    twice = next((path for path in found if found.count(path) > 1), None) if len(set(found)) < len(found) else None
    if twice is not None:
        message = f"{shown_name(twice)} is named twice."
        raise UsageError(message, "Name each source once.")
    return found


def _listed(source: str, variables: Pairs[str, str]) -> Iterator[str]:
    if source == "-":
        message = "A backfill cannot read standard input, as it may have to read on after an interruption."
        raise UsageError(message, "Write it to a file first.")
    if not is_local(source):
        yield from _of_store(source, variables) if is_object_store(source) else [source]
        return
    path = Path(source).expanduser().absolute()
    with source_errors(shown_name(source)):
        if path.is_dir():
            files = [each for each in path.rglob("*") if each.is_file() and not _is_hidden(each.relative_to(path))]
            yield from _in_order(source, files)
        elif not path.exists() and has_magic(source):
            yield from _in_order(source, list(Path(path.anchor).glob(str(path.relative_to(path.anchor)))))
        elif not path.is_file() and path.exists():
            message = f"{shown_name(source)} can be read only once, and a backfill may have to read on."
            raise UsageError(message, "Write it to a file first.")
        else:
            path.stat()
            yield str(path)


def _of_store(url: str, variables: Pairs[str, str]) -> list[str]:
    """An object, or those of a folder or a pattern; what the URL refers to stays a reference."""
    scheme, _, place = url.partition("://")
    is_pattern = "*" in place
    if not is_pattern and "/" in place.rstrip("/") and not place.endswith("/"):
        return [url]
    folder = place.partition("*")[0].rpartition("/")[0] if is_pattern else place.rstrip("/")
    start, pattern = f"{scheme}://{folder}/", place.removeprefix(f"{folder}/").split("/")
    within = resolved(start, variables)
    names = [PurePosixPath(key.removeprefix(key_of(within))) for key in keys_under(within)]
    found = [name for name in names if (_fits(name, pattern) if is_pattern else not _is_hidden(name))]
    return _in_their_order(url, [start + quote(str(name)) for name in found])


def _fits(path: PurePath, pattern: list[str]) -> bool:
    """Whether each part of a path is as the pattern says."""
    return len(path.parts) == len(pattern) and all(map(fnmatchcase, path.parts, pattern))


def _is_hidden(path: PurePath) -> bool:
    return any(part.startswith((".", "_")) for part in path.parts)


def _in_order(source: str, files: list[Path]) -> list[str]:
    return _in_their_order(source, [str(file) for file in files if file.is_file()])


def _in_their_order(source: str, names: list[str]) -> list[str]:
    found = sorted(names, key=_natural)
    if not found:
        message = f"There is no file in {shown_name(source)}."
        raise UsageError(message, "Name files, folders with files, or patterns such as 'orders-*.csv'.")
    return found


def _natural(name: str) -> list[tuple[int, str]]:
    """A name whose numbers count as numbers."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in _DIGITS.split(name) if part]
