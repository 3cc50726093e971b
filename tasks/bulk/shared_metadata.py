"""`{"source_ids": […], "metadata": {…}}` to one text a row: all of these entities get the same metadata."""

from dataclasses import replace

import msgspec
import polars as pl

from schemas.errors import ImportAbortedError
from schemas.orders.frames import Extracted
from schemas.orders.reject_codes import RejectCode
from schemas.reports.report import Warned
from tasks.bulk.objects import as_rows, not_json

_MOST_WRITTEN = 64 * 1024 * 1024
"""Bytes of all rows together: what the import of the same as orders could hold."""
_SAID = {"source_ids": msgspec.Raw(b"[]"), "metadata": msgspec.Raw(b"{}")}
_HINT = 'It is {"source_ids": ["…"], "metadata": {…}}.'


def read_shared_metadata(content: bytes, noun: str) -> Extracted:
    """One row a source_id; none of an object that says neither whom nor what.

    Raises `ImportAbortedError` unless the body is one such object.
    """
    members = _members(content)
    if not members.keys() & _SAID.keys():
        members |= _SAID
    source_ids = _source_ids(members.pop("source_ids", msgspec.Raw()))
    metadata = bytes(members.pop("metadata", msgspec.Raw()))
    if not metadata.startswith(b"{"):
        message = "$.metadata has to be a JSON object."
        raise ImportAbortedError(message, _HINT)
    if len(source_ids) * len(metadata) > _MOST_WRITTEN:
        message = f"The metadata of all these {noun}s would be more than {_MOST_WRITTEN:,} bytes."
        raise ImportAbortedError(message, "Send them in several.")
    texts = [b'{"source_id":' + bytes(each) + b',"metadata":' + metadata + b"}" for each in source_ids]
    rows = as_rows(texts)
    unknown = [
        Warned(code="unknown_field", message=f"$.{name} is not a known field; it was left out", count=1)
        for name in members
    ]
    return replace(rows, orders=_without_nobody(rows.orders, source_ids), warnings=tuple(unknown))


def _members(content: bytes) -> dict[str, msgspec.Raw]:
    try:
        return msgspec.json.decode(content, type=dict[str, msgspec.Raw])
    except msgspec.ValidationError:
        message = "The body is not an object."
    except RecursionError:
        message = "The body is nested too deeply."
    except msgspec.DecodeError as error:
        message = not_json(content, error)
    raise ImportAbortedError(message, _HINT)


def _source_ids(text: msgspec.Raw) -> list[msgspec.Raw]:
    try:
        return msgspec.json.decode(text, type=list[msgspec.Raw])
    except msgspec.MsgspecError:
        message = "$.source_ids has to be an array of texts."
        raise ImportAbortedError(message, _HINT) from None


def _without_nobody(rows: pl.DataFrame, source_ids: list[msgspec.Raw]) -> pl.DataFrame:
    """A row that names nobody would be somebody new."""
    is_nobody = pl.Series([bytes(each) == b"null" for each in source_ids], dtype=pl.Boolean)
    fault = {
        "code": pl.lit(RejectCode.SOURCE_ID_MISSING),
        "path": pl.lit("$.source_id"),
        "reason": pl.lit("is null; name whom the metadata is for"),
    }
    return rows.with_columns(pl.when(is_nobody).then(said).otherwise(name).alias(name) for name, said in fault.items())
