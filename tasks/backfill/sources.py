"""Which sources a backfill reads: files, folders, patterns and URLs become a list of files and URLs, in their order."""

import re
from collections.abc import Iterator, Sequence
from glob import has_magic
from pathlib import Path

from schemas.errors import UsageError
from tasks.extract.source_errors import source_errors
from tasks.extract.source_name import is_local, shown_name

_DIGITS = re.compile(r"(\d+)")


def listed(sources: Sequence[str]) -> list[str]:
    """Every file and URL, those of a folder or a pattern in the order of their names, `orders-2` before `orders-10`.

    Raises `UsageError` if there is none, one is named twice, or one can be read only once; `ImportAbortedError` for
    what is missing.
    """
    found = [path for source in sources for path in _listed(source)]
    twice = next((path for path in found if found.count(path) > 1), None) if len(set(found)) < len(found) else None
    if twice is not None:
        message = f"{shown_name(twice)} is named twice."
        raise UsageError(message, "Name each source once.")
    return found


def _listed(source: str) -> Iterator[str]:
    if source == "-":
        message = "A backfill cannot read standard input, as it may have to read on after an interruption."
        raise UsageError(message, "Write it to a file first.")
    if not is_local(source):
        yield source
        return
    path = Path(source).expanduser().absolute()
    with source_errors(shown_name(source)):
        if path.is_dir():
            files = [each for each in path.rglob("*") if each.is_file() and not _is_hidden(each, path)]
            yield from _in_order(source, files)
        elif not path.exists() and has_magic(source):
            yield from _in_order(source, list(Path(path.anchor).glob(str(path.relative_to(path.anchor)))))
        elif not path.is_file() and path.exists():
            message = f"{shown_name(source)} can be read only once, and a backfill may have to read on."
            raise UsageError(message, "Write it to a file first.")
        else:
            path.stat()
            yield str(path)


def _is_hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith((".", "_")) for part in file.relative_to(folder).parts)


def _in_order(source: str, files: list[Path]) -> list[str]:
    found = sorted((str(file) for file in files if file.is_file()), key=_natural)
    if not found:
        message = f"There is no file in {shown_name(source)}."
        raise UsageError(message, "Name files, folders with files, or patterns such as 'orders-*.csv'.")
    return found


def _natural(name: str) -> list[tuple[int, str]]:
    """A name whose numbers count as numbers."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in _DIGITS.split(name) if part]
