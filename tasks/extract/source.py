"""Where orders are read from: a local path, `-` for standard input, or a URL; the only module that reads a source.

Invariant: a source's name, in reports and in errors, holds no credentials. Compression (gzip, zstd) is told from the
content, never from the name.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from stat import S_ISREG
from urllib.parse import urlsplit

import polars as pl
import pyarrow as pa

from schemas.errors import ImportAbortedError, RetryableError, UsageError
from schemas.orders.mapping import Mapping

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)
_REMOTE = ("s3", "gs", "az", "https", "http")
_COMPRESSIONS = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
_HEAD = 4096


@dataclass(frozen=True)
class Source:
    """Something to read orders from; `location` is a path, a URL, or bytes that can be read only once."""

    name: str
    location: Path | str | bytes

    @property
    def suffix(self) -> str:
        """Lower-case suffix of the name, without that of a compression: `.json` for `A.JSON.gz`."""
        suffixes = [suffix.lower() for suffix in Path(self.name).suffixes]
        return next((suffix for suffix in reversed(suffixes) if suffix not in (".gz", ".zst")), "")

    @property
    def is_remote(self) -> bool:
        """Whether it is a URL."""
        return isinstance(self.location, str)

    def scannable(self) -> str | Path | BytesIO:
        """What Polars reads this source from."""
        return BytesIO(self.location) if isinstance(self.location, bytes) else self.location

    def head(self) -> bytes:
        """The first bytes, decompressed; of a URL, whole lines of text, or nothing if it is not text."""
        if not self.is_remote:
            return self._bytes(_HEAD)
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

    def _bytes(self, count: int | None = None) -> bytes:
        raw = pa.BufferReader(self.location) if isinstance(self.location, bytes) else pa.OSFile(str(self.location))
        with raw:
            magic = raw.read(4)
            raw.seek(0)
            known = (compression for start, compression in _COMPRESSIONS.items() if magic.startswith(start))
            with pa.input_stream(raw, compression=next(known, None)) as stream:
                return stream.read(count)


def open_source(text: str) -> Source:
    """Find what `text` names; nothing of a file or a URL is read yet, standard input is.

    Raises `UsageError` for a kind of URL that is not supported, `ImportAbortedError` for what is missing or no file.
    """
    if text == "-":
        return Source("-", sys.stdin.buffer.read())
    scheme = _SCHEME.match(text)
    if scheme is None:
        return _open_file(Path(text).expanduser())
    if scheme[1].lower() not in _REMOTE:
        message = f"{scheme[0]} is not a kind of source."
        raise UsageError(
            message, f"Use a local path, - for standard input, or {', '.join(f'{s}://' for s in _REMOTE)}."
        )
    return Source(shown_name(text), text)


def is_local(text: str) -> bool:
    """Whether this names a file here, and not standard input or a URL."""
    return text != "-" and _SCHEME.match(text) is None


def is_small_file(text: str, most_bytes: int) -> bool:
    """Whether this names a file here that can be read more than once (no pipe, say), and soon."""
    try:
        file = Path(text).expanduser().stat()
    except (OSError, ValueError, RuntimeError):
        return False
    return is_local(text) and S_ISREG(file.st_mode) and file.st_size <= most_bytes


def shown_name(text: str) -> str:
    """What to call a source before it is opened: a path as it is, a URL without user, password and query."""
    scheme = _SCHEME.match(text)
    if scheme is None:
        return text
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - raises ValueError where it is no number
    except ValueError:
        return f"{scheme[0]}…"
    if parts.path == "" and "@" in parts.query + parts.fragment:
        return f"{scheme[0]}…"  # a mark in the password has ended the name of the server
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _open_file(path: Path) -> Source:
    # who sent a body over HTTP reads of it, and is not to know where it is kept
    name = path.name if path.parent.suffix == ".inbox" else str(path)
    with faults(name):
        if path.is_dir():
            message = f"{name} is a folder."
            raise ImportAbortedError(message, "Name one file in it.")
        # A pipe such as <(zcat orders.gz) can be read only once.
        is_plain = path.is_file() or not path.exists()
        if not is_plain:
            return Source(name, path.read_bytes())
        path.open("rb").close()
        return Source(name, path)


@contextmanager
def faults(name: str, *, is_remote: bool = False) -> Iterator[None]:
    """Turn what the operating system, the network and the decompressors say about `name` into errors of ours.

    Raises `RetryableError` for trouble on the network, `ImportAbortedError` for all that a second try would meet again.
    """
    try:
        yield
    except FileNotFoundError as error:
        message = f"There is no {name}."
        raise ImportAbortedError(message, "Check the path, and the folder it is relative to.") from error
    except PermissionError as error:
        message = f"{name} may not be read."
        raise ImportAbortedError(message, "Check its permissions, and the credentials in the environment.") from error
    except OSError as error:
        if not is_remote:
            message = f"{name} cannot be read: {_first_line(error)}."
            raise ImportAbortedError(message, "It may be cut off or damaged: fetch or write it again.") from error
        if "Range request not supported" in str(error):
            message = f"The server of {name} cannot hand out parts of a file."
            raise ImportAbortedError(message, "Download the file and import it from there.") from error
        # What the network libraries say quotes the URL with its secrets.
        message = f"{name} cannot be reached ({type(error).__name__})."
        raise RetryableError(message, "Check the address and the network, then run the same command again.") from error


def _first_line(error: Exception) -> str:
    said = str(error).partition("\n")[0]
    return said.rstrip(".") or type(error).__name__


def read_mapping(path: str | Path) -> Mapping:
    """Read a mapping file; raise `UsageError` if it is missing or wrong."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"The mapping {path} cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8 text'}."
        raise UsageError(message, "--mapping names a TOML file such as data/mappings/online_retail.toml.") from error
    return Mapping.from_toml(text, str(path))
