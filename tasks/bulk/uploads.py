"""A file that was uploaded in an encoding of its own becomes UTF-8, before anybody is told that it is taken."""

from pathlib import Path

from pydantic import ValidationError

from schemas.errors import ImportAbortedError
from schemas.mapping.file import File
from tasks.extract.encodings import in_utf8
from tasks.extract.source import Source
from tasks.warehouse.whole_files import replace_file


def store_as_utf8(path: Path, encoding: str) -> None:
    """Write the file anew, safely; one with a byte order mark is what its mark says.

    Raises `ImportAbortedError` if there is no such encoding, or the file is not in it.
    """
    try:
        named = File(encoding=encoding).encoding
    except ValidationError as error:
        message = f"{encoding!r} is no encoding of text."
        raise ImportAbortedError(message, "windows-1252, iso-8859-15 and utf-16 are some.") from error
    uploaded = Source("The file", path)
    try:
        source = in_utf8(uploaded, named)
    except ImportAbortedError as error:
        message = f"The file is not {encoding} throughout."
        raise ImportAbortedError(message, "Name its encoding, or write it again, in UTF-8.") from error
    if source is not uploaded:
        replace_file(path, [source.content()])
