"""The rows of a body, one JSON object of an entity each, whatever form the body has."""

from schemas.errors import ImportAbortedError
from schemas.orders.frames import Extracted
from tasks.bulk.kinds import Form
from tasks.bulk.objects import read_objects
from tasks.bulk.request import BulkRequest
from tasks.bulk.shared_metadata import read_shared_metadata
from tasks.bulk.tables import read_table
from tasks.extract.encodings import in_utf8
from tasks.extract.source import open_source
from tasks.extract.source_errors import source_errors

MOST_ROWS = 100_000
"""Rows of one bulk update; the original counts bytes alone, of which a row may have few."""
_BOM = b"\xef\xbb\xbf"


def read_rows(request: BulkRequest) -> Extracted:
    """All rows, in the place of orders; of no body at all none, as with the original.

    Raises `ImportAbortedError` if the body as a whole will not do.
    """
    opened = open_source(request.source)
    noun = request.kind.entity.noun
    with source_errors(opened.name):
        content = in_utf8(opened).content().removeprefix(_BOM)
    match request.kind.form:
        case Form.OBJECTS:
            rows = read_objects(content or b"[]", noun)
        case Form.SHARED_METADATA:
            rows = read_shared_metadata(content or b"{}", noun)
        case Form.TABLE:
            rows = read_table(content, request.kind.entity)
    if rows.orders.height > MOST_ROWS:
        message = f"The body holds {rows.orders.height:,} {noun}s, and a bulk update takes at most {MOST_ROWS:,}."
        raise ImportAbortedError(message, "Send them in several.")
    return rows
