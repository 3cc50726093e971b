"""Files here that are packed in ways that no reader unpacks as it goes: bzip2, xz, and a zip archive of one file."""

import bz2
import lzma
import zipfile
from io import BytesIO
from pathlib import Path, PurePosixPath

from schemas.errors import ImportAbortedError
from tasks.extract.source_errors import source_error

_BZIP2, _XZ, _ZIP = b"BZh", b"\xfd7zXZ\0", b"PK\x03\x04"
# a workbook is a zip archive too
_OF_WORKBOOKS = ("[Content_Types].xml", "mimetype")


def from_archive(name: str, location: Path | bytes) -> tuple[str, Path | bytes]:
    """What a file is called and where it is; of one that is packed, its name inside and all that it holds.

    Raises `ImportAbortedError` if it is damaged, has a password, or holds more than one file.
    """
    start = location[:6] if isinstance(location, bytes) else _start(location)
    try:
        if start.startswith(_ZIP):
            return _member(name, location) if name.endswith(".zip") or _is_whole(location) else (name, location)
        if start.startswith(_BZIP2):
            return name, bz2.decompress(_content(location))
        if start.startswith(_XZ):
            return name, lzma.decompress(_content(location))
    except (EOFError, OSError, ValueError, lzma.LZMAError, zipfile.BadZipFile) as error:
        hint = "It may be cut off or damaged: fetch or write it again."
        raise source_error(ImportAbortedError, name, "{name} cannot be unpacked.", hint) from error
    return name, location


def _is_whole(location: Path | bytes) -> bool:
    """Whether it is an archive at all; who reads a workbook says what is wrong with one."""
    return zipfile.is_zipfile(BytesIO(location) if isinstance(location, bytes) else location)


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(6)


def _content(location: Path | bytes) -> bytes:
    return location if isinstance(location, bytes) else location.read_bytes()


def _member(name: str, location: Path | bytes) -> tuple[str, Path | bytes]:
    with zipfile.ZipFile(BytesIO(location) if isinstance(location, bytes) else location) as archive:
        if any(entry in archive.namelist() for entry in _OF_WORKBOOKS):
            return name, location
        members = [each for each in archive.infolist() if _is_data(each)]
        if len(members) != 1:
            said = "{name} is an archive of {count} files."
            hint = f"Unpack it, and import them one by one: {', '.join(repr(each.filename) for each in members[:10])}."
            raise source_error(ImportAbortedError, name, said, hint, count=str(len(members)))
        [member] = members
        if member.flag_bits & 1:
            said, hint = "{name} is an archive with a password.", "Unpack it, and import what is in it."
            raise source_error(ImportAbortedError, name, said, hint)
        return f"{name}/{member.filename}", archive.read(member)


def _is_data(entry: zipfile.ZipInfo) -> bool:
    """Whether it is a file that somebody put there, and not one of an operating system's own."""
    path = PurePosixPath(entry.filename)
    return not entry.is_dir() and path.parts[0] != "__MACOSX" and not path.name.startswith(".")
