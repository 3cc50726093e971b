"""A JSON array of entities to one text a row."""

from collections.abc import Sequence

import msgspec

from schemas.errors import ImportAbortedError
from schemas.orders.array_elements import Text, array_elements
from schemas.orders.frames import Extracted
from schemas.orders.source_format import SourceFormat
from tasks.extract.formats.json_source import on_one_line


def read_objects(content: bytes, noun: str) -> Extracted:
    """One row an element. Raises `ImportAbortedError` unless the body is one array, well-formed as a whole."""
    try:
        elements = array_elements(content)
    except msgspec.ValidationError:
        message = f"The body is not an array of {noun}s; put them in [ ]."
    except RecursionError:
        message = "The body is nested too deeply."
    except msgspec.DecodeError as error:
        message = not_json(content, error)
    else:
        return as_rows(elements)
    raise ImportAbortedError(message)


def as_rows(elements: Sequence[Text]) -> Extracted:
    """These texts in the place of orders."""
    frame = on_one_line(elements) if elements else on_one_line([b"null"]).clear()
    return Extracted("body", SourceFormat.JSON, frame.with_row_index("row"))


def not_json(content: bytes, error: msgspec.DecodeError) -> str:
    """What is wrong with a body that is no JSON."""
    said = str(error).removeprefix("JSON is malformed: ") if content.strip() else "it is empty"
    return f"The body is not valid JSON: {said}."
