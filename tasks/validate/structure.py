"""Finds what is wrong with the form of an order's text, before any reader could cast it away.

Fast path: a strict decoder that knows every field runs over a portion of texts and has nothing to say. Careful
path, for the texts it refuses only: name the offending value, or count the fields that are merely unknown. Both
decode with the same types, so a text gets the same verdict whichever path it took. Of a key that an object gives
twice, every value must have the right type, and the first counts.
"""

import re
from collections import deque
from dataclasses import dataclass

import msgspec
import polars as pl

from schemas.orders.fields import decoder, unknown_fields
from schemas.orders.frames import REJECTS
from schemas.orders.reject_codes import RejectCode

_WHERE = re.compile(r" - at `(.+)`$")
_EXPECTED = re.compile(r"^Expected `(?P<wanted>.+?)`, got `(?P<given>.+)`$")
_ESCAPE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\.",
    re.DOTALL,
)
_WORDS = {
    **{"int": "an integer", "float": "a number with a fraction", "str": "a text", "bool": "true or false"},
    **{"array": "a list", "object": "an object", "null": "null"},
}

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
        broken = _what_is_broken(text)
        if broken is not None:
            rejects.append((row, source_id_of(text), *broken, raw))
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


def _what_is_broken(text: bytes) -> tuple[RejectCode, str, str] | None:
    try:
        decoder(knows_all=False).decode(text)
    except RecursionError:
        return RejectCode.INVALID_JSON, "$", "is nested too deeply"
    except msgspec.MsgspecError as error:
        code, path, reason = explain(str(error))
        half = next((found["half"] for found in _ESCAPE.finditer(text) if found["half"]), None)
        if path == "$" and half is not None:
            said = f"{half.decode()} is half of a character that is written as a pair; write both halves or neither"
            return RejectCode.INVALID_JSON, path, f"this is not valid JSON: {said}"
        return code, path, reason
    return None


def explain(message: str) -> tuple[RejectCode, str, str]:
    """The code, the JSON path and a reason for people, from what the decoder said."""
    where = _WHERE.search(message)
    path = where[1] if where else "$"
    said = _WHERE.sub("", message)
    if (types := _EXPECTED.match(said)) is not None:
        wanted = types["wanted"].removesuffix(" | null")
        needed, given = _WORDS.get(wanted, wanted), _WORDS.get(types["given"], types["given"])
        return RejectCode.WRONG_TYPE, path, f"{needed} is needed here, but it is {given}"
    if said.startswith(("Expected `int`", "Number out of range", "Integer value out of range")):
        return RejectCode.TOO_LARGE, path, "the integer does not fit into 64 bits"
    return RejectCode.INVALID_JSON, path, f"this is not valid JSON: {said.removeprefix('JSON is malformed: ')}"


class _Named(msgspec.Struct):
    source_id: str | None = None


def source_id_of(text: bytes) -> str | None:
    """The order's own number, where the text can be read at all and it is a text."""
    try:
        return msgspec.json.decode(text, type=_Named).source_id
    except (msgspec.MsgspecError, RecursionError):
        return None
