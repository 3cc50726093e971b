"""Rejected orders of people who were erased: they are counted, but their texts are not kept.

A rejected order may be too broken to be read, so a person is looked for in every text in quotation marks.
"""

import re
from collections.abc import Iterator

import msgspec
import polars as pl

from tasks.erased.keyed_hash import possible_hashes
from tasks.erased.register import look_up
from tasks.warehouse.statements import Connection

ERASED_REASON = "named a customer who was erased"
"""The reason of a rejected order whose text is not kept."""
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')


def without_erased_texts(con: Connection, rejects: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """`rejects` (`REJECTS`) with nothing but row and code of those that name an erased person."""
    if rejects.is_empty():
        return rejects
    rows = rows_of_erased(con, rejects, key)
    is_erased = pl.col("row").is_in(rows.implode())
    emptied = {"source_id": None, "path": "$", "reason": ERASED_REASON, "raw": ""}
    return rejects.with_columns(
        pl.when(is_erased).then(pl.lit(text, pl.String)).otherwise(name).alias(name) for name, text in emptied.items()
    )


def rows_of_erased(con: Connection, texts: pl.DataFrame, key: bytes, *, is_back: bool = True) -> pl.Series:
    """Which rows of `texts` (row, raw) name an erased person; with `is_back`, also one who is a customer again."""
    hashes = {row: set(_hashes(raw, key)) for row, raw in texts.select("row", "raw").iter_rows()}
    found = look_up(con, set().union(*hashes.values()))
    erased = set(found["keyed_hash"] if is_back else found.filter(pl.col("returned_at").is_null())["keyed_hash"])
    return pl.Series([row for row, named in hashes.items() if named & erased], dtype=pl.UInt32)


def _hashes(raw: str, key: bytes) -> Iterator[str]:
    for quoted in _QUOTED.findall(raw):
        yield from possible_hashes(key, _decoded(quoted))


def _decoded(quoted: str) -> str:
    try:
        return msgspec.json.decode(quoted, type=str)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return quoted[1:-1]
