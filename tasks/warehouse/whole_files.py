"""Files that are replaced whole or not at all."""

import os
from collections.abc import Iterable
from pathlib import Path

from tasks.warehouse.private_files import FILE_MODE


def replace_file(target: Path, pieces: Iterable[bytes]) -> None:
    """Give the file `target` this content, safely on disk before it has its name."""
    unfinished = target.with_suffix(".part")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
    with os.fdopen(descriptor, "wb") as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(descriptor)
    unfinished.replace(target)


def sync(path: Path) -> None:
    """Make a file, or the names in a folder, safe on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
