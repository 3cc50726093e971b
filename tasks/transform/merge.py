"""The upsert rule (contract §2), for any kind of entity: present fields overwrite, absent ones stay.

One rule serves both halves of a batch: what is stored is simply the first version, and the batch's rows
follow. So it is known of each entity which version changed it last, as if they had come one at a time.
"""

from collections.abc import Iterable

import msgspec
import polars as pl

_TOP_LEVEL = msgspec.json.Decoder(dict[str, msgspec.Raw])
STORED_SEQ = -1
"""The `seq` of what is stored."""


def upsert(mentions: pl.DataFrame, stored: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """One row for each `id` mentioned: its stored version and its mentions, merged one after the other (`merge`)."""
    columns = columns if "created_at" in columns else [*columns, "created_at"]
    before = stored.join(mentions.select(id="key").unique(), on="id", how="semi")
    before = before.select("metadata", *columns, key="id", seq=pl.lit(STORED_SEQ, pl.Int64))
    present = [column for column in columns if column in mentions.columns]
    versions = pl.concat([before, mentions.select("metadata", *present, "key", "seq")], how="diagonal_relaxed")
    return merge(versions, columns).rename({"key": "id"})


def merge(versions: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """One row for each `key`: the last value in order of `seq` that is not null, `metadata` merged by key, and
    `changed_seq`, the last version that changed anything; null where none has changed what is stored.

    `versions` has `key`, `seq`, `metadata` (JSON text) and `columns`.
    """
    is_repeated = pl.col("key").is_duplicated()
    once = versions.filter(~is_repeated).select("key", *columns, "metadata", changed_seq="seq")
    versions = versions.filter(is_repeated)
    if versions.is_empty():
        return once
    versions = versions.sort("key", "seq", maintain_order=True)
    # columns without gaps, or with nothing in them, need no search for the last value
    gaps = versions.select(columns).null_count().row(0)
    last = [
        pl.col(column).last() if gap in (0, versions.height) else pl.col(column).drop_nulls().last()
        for column, gap in zip(columns, gaps, strict=True)
    ]
    given = [column for column, gap in zip(columns, gaps, strict=True) if gap < versions.height]
    versions = versions.with_columns(changed_seq=pl.when(_is_change(given)).then("seq"))
    metadata = [pl.col("metadata"), pl.col("seq").alias("metadata_seq")]
    merged = versions.group_by("key", maintain_order=True).agg(*last, *metadata, pl.col("changed_seq").max())
    merged = merged.with_columns(_merged_metadata(merged))
    changed_seq = pl.max_horizontal("changed_seq", "metadata_seq")
    return pl.concat([once, merged.select(once.columns[:-1], changed_seq=changed_seq)])


def _is_change(columns: list[str]) -> pl.Expr:
    """Whether a version says anything that was not so before, in versions in order of `key` and `seq`."""
    index = pl.int_range(pl.len())
    is_first = pl.col("key").ne_missing(pl.col("key").shift())
    start = pl.when(is_first).then(index).forward_fill()
    # which version said it last, that of another key perhaps, costs less to find than a window for each key
    differs = []
    for column in columns:
        value, is_said = pl.col(column), pl.col(column).is_not_null()
        was_said = (pl.when(is_said).then(index).forward_fill().shift() >= start).fill_null(False)
        differs.append(is_said & ~(was_said & value.eq_missing(value.forward_fill().shift())))
    return (pl.col("seq") != STORED_SEQ) & pl.any_horizontal(is_first, *differs)


def _merged_metadata(versions: pl.DataFrame) -> list[pl.Series]:
    """`metadata` merged, and as `metadata_seq` the last version that changed it."""
    merged = [
        merge_objects(zip(seqs, texts, strict=True))
        for texts, seqs in versions.select("metadata", "metadata_seq").iter_rows()
    ]
    texts, seqs = zip(*merged, strict=True) if merged else ((), ())
    return [pl.Series("metadata", texts, dtype=pl.String), pl.Series("metadata_seq", seqs, dtype=pl.Int64)]


def merge_objects(versions: Iterable[tuple[int, str | None]]) -> tuple[str | None, int | None]:
    """JSON objects as text (after their `seq`), merged by top-level key, and the `seq` of the last that changed one.

    The values' own text is carried over untouched; what no later object changes comes back word for word.
    """
    text: str | None = None
    members: dict[str, msgspec.Raw] | None = None
    changed_seq: int | None = None
    for seq, given_text in versions:
        if given_text is None or (members is None and given_text == text):
            continue
        if text is None:
            text, changed_seq = given_text, None if seq == STORED_SEQ else seq
            continue
        given = _TOP_LEVEL.decode(given_text)
        before = _TOP_LEVEL.decode(text) if members is None else members
        if any(before.get(name) != value for name, value in given.items()):
            members, changed_seq = before | given, seq
    return text if members is None else msgspec.json.encode(members).decode(), changed_seq
