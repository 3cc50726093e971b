"""Files of messages that other tools pick up: lines about the person go, and others lose their names."""

from collections.abc import Iterator
from pathlib import Path

from tasks.deliveries.file_channel import outbox_lock
from tasks.erasure.about import About
from tasks.warehouse.whole_files import replace_file


def erase_from_outbox(folder: Path, about: About) -> int:
    """Rewrite the files in which the person is; how many lines have changed or gone."""
    if not folder.exists():
        return 0
    with outbox_lock(folder):
        return sum(_erase(path, about) for path in sorted(folder.glob("*.ndjson")))


def _erase(path: Path, about: About) -> int:
    if not (changed := sum(before != after for before, after in _lines(path, about))):
        return 0
    replace_file(path, (f"{after}\n".encode() for _, after in _lines(path, about) if after is not None))
    return changed


def _lines(path: Path, about: About) -> Iterator[tuple[str, str | None]]:
    """Each line, and what is left of it."""
    with path.open(encoding="utf-8", errors="replace", newline="\n") as file:
        for line in file:
            before = line.rstrip("\n")
            yield before, about.without_message(before)
