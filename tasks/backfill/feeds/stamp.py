"""Whether a source is the one that it was: its size, when it was changed, and a checksum of what was read of it."""

import zlib
from pathlib import Path

from schemas.errors import ImportAbortedError, OrdersError
from tasks.extract.source_errors import source_error

_BLOCK = 4 * 1024 * 1024


def stamp_of(path: Path) -> str:
    """Is another one when the file has been written or replaced."""
    found = path.stat()
    return f"{found.st_size} bytes of {found.st_mtime_ns}"


def checksum(path: Path) -> int:
    """The CRC-32 of a file."""
    found = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            found = zlib.crc32(block, found)
    return found


def changed(name: str) -> OrdersError:
    """The refusal of a source that is another one by now."""
    said = "{name} has changed since the backfill began to read it."
    hint = "Put it back as it was, then the backfill goes on."
    shell = "Put it back as it was to go on, or begin anew with --anew: what is stored stays."
    return source_error(ImportAbortedError, name, said, hint, operator_hint=shell)
