"""Which stored thing each order, person, product or SKU in a batch is (contract §2: by `id`, else by `source_id`).

A *mention* is one place in the batch that names a thing: `seq` (its turn, were the batch imported one order at a
time), `row` (of its order), `id` and `source_id` as given, and `creates` (whether it brings a new thing into being).

Invariants: an id never changes hands, and once a thing has a `source_id` it keeps it. New ids derive from the
project and the `source_id`, else from the import and the turn, so running an import again finds the same ids. Products
and SKUs may be born with an id that is given; where that is the one another name would get, that name is refused.
"""

from dataclasses import dataclass
from itertools import accumulate

import polars as pl

from schemas.ids import ProjectKey
from schemas.orders.frames import MENTION, Kind
from schemas.orders.reject_codes import RejectCode
from tasks.warehouse.statements import Connection, register, sql


@dataclass(frozen=True, slots=True)
class Naming:
    """All mentions of one kind, beside what the database knows of them and the id each would get if it were new.

    `is_held` says that something with another name has that id already.

    `stored` has the rows of the kind's table that any mention names.
    """

    kind: Kind
    mentions: pl.DataFrame
    stored: pl.DataFrame


def naming(con: Connection, mentions: dict[Kind, pl.DataFrame], key: ProjectKey, import_id: str) -> dict[Kind, Naming]:
    """Look the mentions up. `Naming.mentions` has their identity only, in the same order."""
    new_ids = _new_ids(con, mentions, key, import_id)
    named = {kind: frame.select(MENTION.keys()).with_columns(new_ids[kind]) for kind, frame in mentions.items()}
    return {kind: _looked_up(con, kind, frame) for kind, frame in named.items()}


def _looked_up(con: Connection, kind: Kind, mentions: pl.DataFrame) -> Naming:
    stored = _stored_rows(con, kind, mentions)
    if stored.is_empty():
        unknown = pl.lit(None, pl.String)
        known = mentions.with_columns(stored_owner=unknown, stored_source_id=unknown, is_stored=pl.lit(False))
        return Naming(kind, _with_holders(con, kind, known), stored)
    by_source = stored.filter(pl.col("source_id").is_not_null()).select("source_id", stored_owner="id")
    by_id = stored.select("id", stored_source_id="source_id", is_stored=pl.lit(True))
    known = mentions.join(by_source, on="source_id", how="left", maintain_order="left")
    known = known.join(by_id, on="id", how="left", maintain_order="left")
    return Naming(kind, _with_holders(con, kind, known.with_columns(pl.col("is_stored").fill_null(False))), stored)


def _with_holders(con: Connection, kind: Kind, mentions: pl.DataFrame) -> pl.DataFrame:
    unborn = mentions.filter(pl.col("id").is_null() & pl.col("stored_owner").is_null())
    if kind not in (Kind.PRODUCT, Kind.SKU) or unborn.is_empty():
        return mentions.with_columns(is_held=pl.lit(False))
    register(con, "named", unborn.select(id="new_id").unique())
    holders = con.execute(f"SELECT id, source_id FROM {kind.table} SEMI JOIN named USING (id)").pl()  # noqa: S608 - ours
    holders = holders.select(new_id="id", holder="source_id", has_holder=pl.lit(True))
    met = mentions.join(holders, on="new_id", how="left", maintain_order="left")
    is_held = pl.col("has_holder").fill_null(False) & pl.col("holder").ne_missing(pl.col("source_id"))
    return met.with_columns(is_held=is_held).drop("holder", "has_holder")


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
        return con.execute(f"SELECT * FROM {kind.table} LIMIT 0").pl()  # noqa: S608 - ours
    return pl.concat(found).unique("id", maintain_order=True)


def _rows_named(con: Connection, kind: Kind, column: str, named: pl.DataFrame) -> pl.DataFrame:
    register(con, "named", named)
    return con.execute(f"SELECT * FROM {kind.table} SEMI JOIN named USING ({column})").pl()  # noqa: S608 - ours


def resolve(names: Naming, rejected: pl.Series) -> pl.DataFrame:
    """Each mention's `key` (the id it means), and what is wrong with it, given that some rows were rejected.

    In the order of the mentions: `key`, null for a name whose id is another's; `exists` (it was there before this
    turn); `problem` (`id` or `source_id`, the field that cannot be right, else null) with its code and reason.
    """
    if names.mentions["id"].is_null().all() and not names.mentions["is_held"].any():
        # nothing is named by an id of ours, so nothing can be unknown, renamed or claimed by another
        return names.mentions.select(
            key=pl.coalesce("stored_owner", "new_id"),
            exists=pl.col("stored_owner").is_not_null(),
            problem=pl.lit(None, pl.String),
            problem_code=pl.lit(None, pl.String),
            problem_reason=pl.lit(None, pl.String),
        )
    unborn = pl.col("creates") & ~pl.col("is_stored") & pl.col("stored_owner").is_null()
    born = pl.struct(id=pl.coalesce("id", "new_id"), source_id="source_id", seq="seq")
    creators = names.mentions.filter(unborn).with_columns(born=born).sort("seq")
    claims = creators.filter(pl.col("source_id").is_not_null())
    mentions = names.mentions.with_columns(_first_born(names.mentions, claims, "source_id", rejected).alias("claim"))
    claimed_by = pl.col("claim").struct["id"]
    mentions = mentions.with_columns(
        claimed_by=claimed_by,
        key=pl.coalesce("id", "stored_owner", claimed_by, "new_id"),
        exists=pl.when(pl.col("id").is_not_null()).then("is_stored").otherwise(pl.col("stored_owner").is_not_null()),
    )
    return _with_problems(names.kind, _with_births(mentions, rejected))


def _first_born(mentions: pl.DataFrame, creators: pl.DataFrame, by: str, rejected: pl.Series) -> pl.Series:
    """What each mention sees `born` first among the creators with the same `by`: in good orders, and in its own.

    Its own order counts even if that is rejected, or an order whose items clash would be cleared by its rejection.
    """
    is_live = ~pl.col("row").is_in(rejected.implode())
    live = creators.filter(is_live).unique(by, keep="first", maintain_order=True).select(by, "born")
    own = creators.filter(~is_live).unique(["row", by], keep="first", maintain_order=True)
    seen = mentions.join(live, on=by, how="left", maintain_order="left")
    seen = seen.join(own.select("row", by, own="born"), on=["row", by], how="left", maintain_order="left")
    own_seq, live_seq = (pl.col(name).struct["seq"] for name in ("own", "born"))
    comes_first = own_seq.is_not_null() & (live_seq.is_null() | (own_seq < live_seq))
    return seen.select(pl.when(comes_first).then("own").otherwise("born").alias("born"))["born"]


def _with_births(mentions: pl.DataFrame, rejected: pl.Series) -> pl.DataFrame:
    """Say of each mention whether its thing was born earlier in this batch, and under which `source_id`."""
    unborn = pl.col("creates") & ~pl.col("exists") & (pl.col("key") == pl.coalesce("id", "new_id"))
    born = pl.struct("source_id", "seq")
    births = mentions.filter(unborn).with_columns(born=born).sort("seq")
    first = mentions.with_columns(_first_born(mentions, births, "key", rejected).alias("birth"))
    earlier = (pl.col("birth").struct["seq"] < pl.col("seq")).fill_null(False)
    born_source_id = pl.col("birth").struct["source_id"]
    return first.with_columns(
        exists=pl.col("exists") | earlier,
        known_source_id=pl.when("is_stored").then("stored_source_id").when(earlier).then(born_source_id),
    )


def _with_problems(kind: Kind, mentions: pl.DataFrame) -> pl.DataFrame:
    by_id, source_id = pl.col("id").is_not_null(), pl.col("source_id")
    unknown = by_id & ~pl.col("exists") & ~pl.col("creates")
    owner = pl.coalesce("stored_owner", "claimed_by")
    renamed = by_id & pl.col("exists") & source_id.is_not_null() & source_id.ne_missing(pl.col("known_source_id"))
    taken = by_id & ~pl.col("exists") & (owner != pl.col("id")).fill_null(False)
    is_new_name = ~by_id & pl.col("stored_owner").is_null() & (pl.col("key") == pl.col("new_id"))
    born_otherwise = pl.col("exists") & source_id.ne_missing(pl.col("known_source_id"))
    held = is_new_name & (pl.col("is_held") | born_otherwise)
    named = pl.col("source_id").fill_null("")
    clash = pl.format("'{}' is not the source_id of {} {}", named, pl.lit(kind.noun), pl.coalesce("id", "new_id"))
    return mentions.with_columns(
        key=pl.when(~held).then("key"),
        problem=pl.when(unknown).then(pl.lit("id")).when(renamed | taken | held).then(pl.lit("source_id")),
        problem_code=pl.when(unknown)
        .then(pl.lit(RejectCode.UNKNOWN_ID))
        .when(renamed | taken | held)
        .then(pl.lit(RejectCode.SOURCE_ID_TAKEN)),
        problem_reason=pl.when(unknown)
        .then(pl.format("there is no {} with the id '{}'", pl.lit(kind.noun), "id"))
        .when(renamed | taken | held)
        .then(clash),
    ).select("key", "exists", "problem", "problem_code", "problem_reason")
