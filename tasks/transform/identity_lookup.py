"""What the database has of the entities that a batch mentions, and the id that each would get if it were new.

New ids derive from the project and the `source_id`, else from the import and the position, so running an import again
finds the same ids.
"""

from dataclasses import dataclass
from itertools import accumulate

import polars as pl

from schemas.ids import ProjectKey
from schemas.orders.frames import MENTION, Kind
from tasks.warehouse.key_hashes import hash_columns, hash_of
from tasks.warehouse.statements import Connection, register, sql


@dataclass(frozen=True, slots=True)
class IdentityLookup:
    """All mentions of one kind, in the columns of `MENTION` and these:

    `new_id` is the id it would get; `is_new_id_taken` says that an entity with another name has that id already;
    `owner_id` is the id of the stored entity with that `source_id`; `is_stored` says that there is one with that `id`,
    and `stored_source_id` is its `source_id`.

    `stored` has the rows of the kind's table that any mention names, and as `place` where each is (its `rowid`).
    """

    kind: Kind
    mentions: pl.DataFrame
    stored: pl.DataFrame


def look_up(
    con: Connection, mentions: dict[Kind, pl.DataFrame], key: ProjectKey, import_id: str
) -> dict[Kind, IdentityLookup]:
    """Look the mentions up; each result has its mentions in the same order."""
    new_ids = _new_ids(con, mentions, key, import_id)
    named = {kind: frame.select(MENTION.names()).with_columns(new_ids[kind]) for kind, frame in mentions.items()}
    return {kind: _look_up_kind(con, kind, frame) for kind, frame in named.items()}


def _look_up_kind(con: Connection, kind: Kind, mentions: pl.DataFrame) -> IdentityLookup:
    stored = _stored_rows(con, kind, mentions)
    if stored.is_empty():
        nothing = pl.lit(None, pl.String)
        found = mentions.with_columns(owner_id=nothing, stored_source_id=nothing, is_stored=pl.lit(False))
        return IdentityLookup(kind, _with_taken_ids(con, kind, found), stored)
    by_source = stored.filter(pl.col("source_id").is_not_null()).select("source_id", owner_id="id")
    by_id = stored.select("id", stored_source_id="source_id", is_stored=pl.lit(True))
    found = mentions.join(by_source, on="source_id", how="left", maintain_order="left")
    found = found.join(by_id, on="id", how="left", maintain_order="left")
    found = found.with_columns(pl.col("is_stored").fill_null(False))
    return IdentityLookup(kind, _with_taken_ids(con, kind, found), stored)


def _with_taken_ids(con: Connection, kind: Kind, mentions: pl.DataFrame) -> pl.DataFrame:
    """Products and SKUs may be created with a given id, and so with one that another name would get."""
    nameless = mentions.filter(pl.col("id").is_null() & pl.col("owner_id").is_null())
    if kind not in (Kind.PRODUCT, Kind.SKU) or nameless.is_empty():
        return mentions.with_columns(is_new_id_taken=pl.lit(False))
    register(con, "named", nameless.select(id="new_id").unique())
    holders = con.execute(sql("transform/holders_of_ids").format(table=kind.table)).pl()
    holders = holders.select(new_id="id", holder="source_id", has_holder=pl.lit(True))
    met = mentions.join(holders, on="new_id", how="left", maintain_order="left")
    is_taken = pl.col("has_holder").fill_null(False) & pl.col("holder").ne_missing(pl.col("source_id"))
    return met.with_columns(is_new_id_taken=is_taken).drop("holder", "has_holder")


def _new_ids(
    con: Connection, mentions: dict[Kind, pl.DataFrame], key: ProjectKey, import_id: str
) -> dict[Kind, pl.Series]:
    # of all kinds at once, as a statement costs more than the ids of a batch
    frames = [frame.select("seq", "source_id", prefix=pl.lit(kind.prefix)) for kind, frame in mentions.items()]
    register(con, "mentions", pl.concat(frames))
    new_ids = con.execute(sql("transform/new_ids"), {"project": str(key), "import_id": import_id}).pl()["new_id"]
    ends = accumulate(frame.height for frame in frames)
    return {kind: new_ids[end - frame.height : end] for kind, frame, end in zip(mentions, frames, ends, strict=True)}


def _stored_rows(con: Connection, kind: Kind, mentions: pl.DataFrame) -> pl.DataFrame:
    # one look for each way of naming: asking for both at once makes DuckDB read every column of every row
    names = {column: mentions.select(pl.col(column).drop_nulls().unique()) for column in ("id", "source_id")}
    found = [_rows_named(con, kind, column, named) for column, named in names.items() if named.height]
    if not found:
        hashes = hash_columns(kind.table)
        return con.execute(sql("transform/no_rows").format(table=kind.table, hashes=hashes)).pl()
    return pl.concat(found).unique("id", maintain_order=True)


def _rows_named(con: Connection, kind: Kind, column: str, named: pl.DataFrame) -> pl.DataFrame:
    register(con, "named", named)
    names = {"table": kind.table, "column": column, "hash": hash_of(column), "hashes": hash_columns(kind.table)}
    return con.execute(sql("transform/rows_named").format(**names)).pl()
