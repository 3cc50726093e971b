"""A file of orders, cut into files of so many each."""

from itertools import islice
from pathlib import Path


def cut(source: Path, folder: Path, portion: int) -> Path:
    """The same orders in the same order, in files of a new folder whose names are in that order too."""
    folder.mkdir()
    with source.open("rb") as lines:
        number = 0
        while some := list(islice(lines, portion)):
            (folder / f"{number:06d}.ndjson").write_bytes(b"".join(some))
            number += 1
    return folder
