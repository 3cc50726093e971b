"""Receives one body into a file: no longer than it may be, unpacked, and safe on disk before anybody is answered.

Invariant: the file has its name only once it is whole.
"""

import asyncio
import os
import zlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from schemas.errors import UsageError
from tasks.warehouse.private_files import FILE_MODE, private_folder
from tasks.warehouse.trouble.full_disk import disk_is_full
from tasks.warehouse.whole_files import sync

_PIECE = 1 << 18
_GZIP = 31  # zlib's window bits for a gzip header and trailer
# a few bytes may be as much work as the limit allows: in threads, and not in all there are
_UNPACKING = asyncio.Semaphore(2)


class TooLargeError(UsageError):
    """The body is longer than it may be."""


@dataclass(frozen=True, slots=True)
class Received:
    """A body on disk: its file, the hex SHA-256 of its (unpacked) content if that was asked for, and its bytes."""

    path: Path
    sha256: str
    size: int


async def receive(path: Path, body: AsyncIterator[bytes], *, is_gzip: bool, limit: int, is_hashed: bool) -> Received:
    """Write `body` to the new file `path`, unpacked, and make it safe there; nothing stays if that fails.

    Raises `TooLargeError` when the content has more than `limit` bytes, `UsageError` for damaged gzip, `DiskFullError`
    if there is no room for it.
    """
    folder = path.parent
    private_folder(folder)
    part = path.with_suffix(".part")
    try:
        part.touch(mode=FILE_MODE)
        with part.open("wb") as file:
            writer = _Writer(file, limit, is_hashed=is_hashed)
            unpack = _Unpacker() if is_gzip else None
            async for chunk in body:
                if unpack is None:
                    writer.add(chunk)
                else:
                    async with _UNPACKING:
                        await asyncio.to_thread(writer.add_all, unpack.pieces(chunk))
            if unpack:
                unpack.require_end()
            await asyncio.to_thread(_make_safe, file, part, path)
    except BaseException as error:
        part.unlink(missing_ok=True)
        full = disk_is_full(error) if isinstance(error, OSError) else None
        if full is not None:
            raise full from error
        raise
    return Received(path, writer.digest.hexdigest() if is_hashed else "", writer.size)


class _Writer:
    """Writes at most `limit` bytes to a file, with their digest."""

    def __init__(self, file: BinaryIO, limit: int, *, is_hashed: bool) -> None:
        self._file, self._limit, self.size = file, limit, 0
        self._is_hashed, self.digest = is_hashed, sha256()

    def add(self, piece: bytes) -> None:
        self.size += len(piece)
        if self.size > self._limit:
            message = f"The body has more than {self._limit:,} bytes."
            raise TooLargeError(message, "Send the orders in several imports.")
        if self._is_hashed:
            self.digest.update(piece)
        self._file.write(piece)

    def add_all(self, pieces: Iterator[bytes]) -> None:
        for piece in pieces:
            self.add(piece)


class _Unpacker:
    """Gzip to plain bytes, a piece at a time, however much a few bytes would unpack to.

    The content is that of all members one after the other (RFC 1952, 2.2).
    """

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_GZIP)

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        while chunk:
            if self._member.eof:
                self._member = zlib.decompressobj(_GZIP)
            try:
                yield self._member.decompress(chunk, _PIECE)
            except zlib.error as error:
                message = f"The body is not valid gzip: {error}."
                raise UsageError(message, "Send it again, or without Content-Encoding.") from error
            chunk = self._member.unused_data if self._member.eof else self._member.unconsumed_tail

    def require_end(self) -> None:
        if not self._member.eof:
            message = "The body ends in the middle of its gzip stream."
            raise UsageError(message, "Send it again, or without Content-Encoding.")


def _make_safe(file: BinaryIO, part: Path, path: Path) -> None:
    """The content, then the name, then the entry of that name in its folder."""
    file.flush()
    os.fsync(file.fileno())
    part.rename(path)
    sync(path.parent)
