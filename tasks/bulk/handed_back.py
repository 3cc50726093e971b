"""The rows that are handed back: word for word as they came, with the path in the row."""

import msgspec
import polars as pl

from schemas.orders.frames import REJECTS, Kind
from tasks.bulk.wrapping import path_in_row, words_of


def handed_back(rejects: pl.DataFrame, rows: pl.DataFrame, kind: Kind) -> pl.DataFrame:
    """`REJECTS` about orders around rows, as `REJECTS` about the `rows` themselves."""
    own = rejects.drop("raw").join(rows.select("row", "raw"), on="row", how="left", maintain_order="left")
    is_override = (pl.col("path") == "$.override") & (pl.col("code") == "repeated_key")
    reason = pl.when(is_override).then(pl.lit("is not taken here; leave it out")).otherwise("reason")
    return (
        own.with_columns(path_in_row(pl.col("path"), kind).alias("path"))
        .with_columns(
            reason=reason.str.replace("of an order", words_of("of an order", kind), literal=True),
            source_id=pl.Series(map(_source_id, own["raw"]), dtype=pl.String),
        )
        .select(REJECTS.names())
        .cast(REJECTS)
        .sort("row")
    )


class _Named(msgspec.Struct):
    source_id: str | None = None


def _source_id(text: str) -> str | None:
    try:
        return msgspec.json.decode(text.encode(), type=_Named).source_id
    except (msgspec.MsgspecError, RecursionError):
        return None
