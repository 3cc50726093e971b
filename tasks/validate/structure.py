"""Finds what is wrong with the form of an order's text, before any reader could cast it away.

Fast path: a strict decoder that knows every field runs over a portion of texts and has nothing to say. Careful
path, for the texts it refuses only: name the offending value, or count the fields that are merely unknown. Both
decode with the same types, so a text is judged the same whichever path it took. Of a key that an object gives
twice, every value must have the right type, and the first counts.
"""

from collections import deque
from dataclasses import dataclass

import msgspec
import polars as pl

from schemas.orders.fields import decoder, unknown_fields
from schemas.orders.frames import REJECTS
from tasks.validate.json_faults import json_fault

UNKNOWN = pl.DataFrame(schema={"row": pl.UInt32, "path": pl.String})


@dataclass(frozen=True, slots=True)
class Structure:
    """`rejects` (shape of `REJECTS`) and `unknown` (`row`, `path` of each unknown field met)."""

    rejects: pl.DataFrame
    unknown: pl.DataFrame


def check_structure(texts: pl.DataFrame) -> Structure:
    """Judge the form of `texts` (`row`, `raw`: one order's JSON text a row)."""
    if _is_clean(texts["raw"]):
        return Structure(REJECTS.to_frame(), UNKNOWN)
    rejects, unknown = [], []
    for row, raw in texts.select("row", "raw").iter_rows():
        text = raw.encode()
        fault = json_fault(text)
        if fault is not None:
            rejects.append((row, _source_id_of(text), *fault, raw))
        else:
            unknown += [(row, path) for path in unknown_fields(text)]
    return Structure(
        pl.DataFrame(rejects, schema=REJECTS, orient="row"),
        pl.DataFrame(unknown, schema=UNKNOWN.schema, orient="row"),
    )


def _is_clean(raws: pl.Series) -> bool:
    try:
        deque(map(decoder(knows_all=True).decode, raws.cast(pl.Binary).to_list()), maxlen=0)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False
    return True


class _Named(msgspec.Struct):
    source_id: str | None = None


def _source_id_of(text: bytes) -> str | None:
    """The order's own number, where the text can be read at all and it is a text."""
    try:
        return msgspec.json.decode(text, type=_Named).source_id
    except (msgspec.MsgspecError, RecursionError):
        return None
