"""The upsert rule (contract §2), for any kind of entity: present fields overwrite, absent ones stay.

One rule serves both halves of a batch: what is stored is simply the first version, and the batch's rows
follow.
"""

import msgspec
import polars as pl

_TOP_LEVEL = msgspec.json.Decoder(dict[str, msgspec.Raw])


def merge(versions: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """One row for each `key`: the last value in order of `seq` that is not null, and `metadata` merged by key.

    `versions` has `key`, `seq`, `metadata` (JSON text) and `columns`.
    """
    is_repeated = pl.col("key").is_duplicated()
    once = versions.filter(~is_repeated).select("key", *columns, "metadata")
    versions = versions.filter(is_repeated).sort("seq", maintain_order=True)
    # columns without gaps, or with nothing in them, need no search for the last value
    gaps = versions.select(columns).null_count().row(0)
    last = [
        pl.col(column).last() if gap in (0, versions.height) else pl.col(column).drop_nulls().last()
        for column, gap in zip(columns, gaps, strict=True)
    ]
    merged = versions.group_by("key", maintain_order=True).agg(*last, pl.col("metadata").drop_nulls())
    return pl.concat([once, merged.with_columns(_merged_metadata(merged["metadata"]))])


def _merged_metadata(texts: pl.Series) -> pl.Series:
    merged = [merge_objects(several) if len(several) > 1 else next(iter(several), None) for several in texts.to_list()]
    return pl.Series("metadata", merged, dtype=pl.String)


def merge_objects(texts: list[str]) -> str:
    """JSON objects as text, merged by top-level key; the values' own text is carried over untouched."""
    merged: dict[str, msgspec.Raw] = {}
    for text in texts:
        merged |= _TOP_LEVEL.decode(text)
    return msgspec.json.encode(merged).decode()
