"""Where orders are read from: a path here, `-` for standard input, or a URL; and the bytes or lines that it holds.

Compression (gzip, zstd, and what `archives` unpacks) is found from the content, never from the name.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BufferedReader, BytesIO
from pathlib import Path

import polars as pl
import pyarrow as pa

from schemas.errors import UsageError
from tasks.extract.archives import from_archive
from tasks.extract.local_file import location_of, name_of
from tasks.extract.source_name import URL_SCHEME, shown_name
from tasks.extract.source_secrets import resolved

_REMOTE = ("s3", "gs", "az", "https", "http")
_COMPRESSIONS = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
_PACKED = (".gz", ".zst", ".bz2", ".xz", ".zip")
_HEAD = 4096
_BUFFER = 1024 * 1024


@dataclass(frozen=True)
class Source:
    """Something to read orders from; `location` is a path, a URL, or bytes that can be read only once."""

    name: str
    location: Path | str | bytes

    @property
    def suffix(self) -> str:
        """Lower-case suffix of the name, without that of a compression: `.json` for `A.JSON.gz`."""
        suffixes = [suffix.lower() for suffix in Path(self.name).suffixes]
        return next((suffix for suffix in reversed(suffixes) if suffix not in _PACKED), "")

    @property
    def is_remote(self) -> bool:
        """Whether it is a URL."""
        return isinstance(self.location, str)

    def scannable(self) -> str | Path | BytesIO:
        """What Polars reads this source from."""
        return BytesIO(self.location) if isinstance(self.location, bytes) else self.location

    def head(self, count: int = _HEAD) -> bytes:
        """The first bytes, decompressed; of a URL, whole lines of text, or nothing if it is not text."""
        if not self.is_remote:
            return self._bytes(count)
        try:
            return "\n".join(self.lines.head(8)).encode()
        except pl.exceptions.ComputeError:
            return b""

    @cached_property
    def lines(self) -> pl.Series:
        """The lines as String, decompressed; raises Polars' ComputeError if one is not UTF-8."""
        return pl.scan_lines(self.scannable(), name="raw", glob=False).collect().to_series()

    def content(self) -> bytes:
        """All bytes, decompressed; those of a URL as UTF-8 text with plain line ends."""
        return "\n".join(self.lines).encode() if self.is_remote else self._bytes()

    def unpacked(self) -> BufferedReader:
        """The bytes of what is here, decompressed, as they are asked for."""
        raw = pa.BufferReader(self.location) if isinstance(self.location, bytes) else pa.OSFile(str(self.location))
        magic = raw.read(4)
        raw.seek(0)
        found = (compression for start, compression in _COMPRESSIONS.items() if magic.startswith(start))
        return BufferedReader(pa.input_stream(raw, compression=next(found, None)), _BUFFER)

    def _bytes(self, count: int | None = None) -> bytes:
        with self.unpacked() as stream:
            return stream.read(count)


def open_source(text: str, variables: Mapping[str, str] | None = None) -> Source:
    """Find what `text` names; nothing of a file or a URL is read yet, standard input is.

    A URL may refer to `variables` (`tasks.extract.source_secrets`). Raises `UsageError` for a kind of URL that is not
    supported and a variable that is not there, `ImportAbortedError` for what is missing or no file.
    """
    if text == "-":
        return Source("-", sys.stdin.buffer.read())
    scheme = URL_SCHEME.match(text)
    if scheme is None:
        path = Path(text).expanduser()
        here = location_of(path, name_of(path))
        # what came over HTTP is as large as it was let in
        return (
            Source(name_of(path), here)
            if path.parent.suffix == ".inbox"
            else Source(*from_archive(name_of(path), here))
        )
    if scheme[1].lower() not in _REMOTE:
        message = f"{scheme[0]} is not a kind of source."
        schemes = ", ".join(f"{scheme}://" for scheme in _REMOTE)
        raise UsageError(message, f"Use a local path, - for standard input, or {schemes}.")
    return Source(shown_name(text), resolved(text, variables or {}))
