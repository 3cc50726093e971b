"""Finds what is wrong with the form of an order's text, before any reader could cast it away.

Quick look, for all: a strict decoder, and what it read written again. Where that has as many members as the text,
nothing in the text is unknown or given twice. Close look, for the other texts only (`tasks.validate.close_look`): name
the offending value, or count the fields that are merely unknown.
"""

from dataclasses import dataclass

import msgspec
import polars as pl

from schemas.orders.fields import MAX_DEPTH, decoder
from schemas.orders.frames import REJECTS
from tasks.validate.close_look import Sound, look_closely
from tasks.validate.free_texts import FreeTexts, FreeTextsBuilder, has_odd_numbers
from tasks.validate.unknown_fields import UnknownFields

# a key with white space before its colon, and a quote that is not written as one
_HARD_TO_COUNT = r'"[ \t\r\n]+:|\\u0022'
_BATCH = 4096


@dataclass(frozen=True, slots=True)
class Structure:
    """`texts` (`row`, `raw`) of sound form, to be read into columns; texts in them that would be read otherwise than
    they are written; the `rejects` (`REJECTS`), and the unknown fields of the others.
    """

    texts: pl.DataFrame
    free: FreeTexts
    rejects: pl.DataFrame
    unknown: UnknownFields


def check_structure(texts: pl.DataFrame) -> Structure:
    """Judge the form of `texts` (`row`, `raw`: one order's JSON text a row)."""
    free, unknown = FreeTextsBuilder(), UnknownFields()
    rejects: list[tuple[int, str | None, str, str, str, str]] = []
    rewritten: list[tuple[int, str]] = []
    is_odd, in_doubt = has_odd_numbers(texts["raw"]), _in_doubt(texts["raw"])
    for row, raw, is_in_doubt in texts.with_columns(in_doubt=in_doubt).filter(is_odd | in_doubt).iter_rows():
        text = raw.encode()
        found = look_closely(text, row) if is_in_doubt else Sound(text, UnknownFields())
        if not isinstance(found, Sound):
            rejects.append((row, _source_id_of(text), *found, raw))
            continue
        unknown.update(found.unknown)
        if found.text is not text:
            rewritten.append((row, found.text.decode()))
        free.add(row, text)
    handed_back = pl.DataFrame(rejects, schema=REJECTS, orient="row")
    return Structure(_to_read(texts, handed_back, rewritten), free.build(), handed_back, unknown)


def _to_read(texts: pl.DataFrame, rejects: pl.DataFrame, rewritten: list[tuple[int, str]]) -> pl.DataFrame:
    if rejects.height:
        texts = texts.join(rejects, on="row", how="anti", maintain_order="left")
    if not rewritten:
        return texts
    new = pl.DataFrame(rewritten, schema={"row": pl.UInt32, "raw": pl.String}, orient="row")
    return texts.update(new, on="row", maintain_order="left")


def _in_doubt(raws: pl.Series) -> pl.Series:
    """The texts that the quick look does not clear."""
    is_crowded = raws.str.count_matches(r"[\[{]") > MAX_DEPTH
    batches = (raws[start : start + _BATCH] for start in range(0, len(raws), _BATCH))
    is_dubious = [flag for batch in batches for flag in _dubious(batch.cast(pl.Binary).to_list())]
    return is_crowded | raws.str.contains(_HARD_TO_COUNT) | pl.Series(is_dubious, dtype=pl.Boolean)


def _dubious(texts: list[bytes]) -> list[bool]:
    decode, encode = decoder("order").decode, msgspec.json.Encoder().encode
    try:
        # nothing that was read becomes longer when it is written
        return [
            len(text) != len(written := encode(decode(text))) and text.count(b'":') != written.count(b'":')
            for text in texts
        ]
    except (msgspec.MsgspecError, RecursionError):
        return [flag for text in texts for flag in (_dubious([text]) if len(texts) > 1 else [True])]


class _Named(msgspec.Struct):
    source_id: str | None = None


def _source_id_of(text: bytes) -> str | None:
    """The order's own number, where the text can be read at all and it is a text."""
    try:
        return msgspec.json.decode(text, type=_Named).source_id
    except (msgspec.MsgspecError, RecursionError):
        return None
