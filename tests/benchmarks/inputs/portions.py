"""A file of orders, cut into files of so many each."""

from itertools import islice
from pathlib import Path


def cut(source: Path, folder: Path, portion: int) -> list[Path]:
    """The same orders in the same order, in files of a new folder whose names are in that order too."""
    folder.mkdir()
    files = []
    with source.open("rb") as lines:
        while some := list(islice(lines, portion)):
            files.append(folder / f"{len(files):06d}.ndjson")
            files[-1].write_bytes(b"".join(some))
    return files
