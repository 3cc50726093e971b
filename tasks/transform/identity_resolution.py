"""Which stored entity each order, customer, product or SKU in a batch is (contract §2: by `id`, else by `source_id`).

Invariants: an id never changes hands, and once an entity has a `source_id` it keeps it. Products and SKUs may be
created with an id that is given; where that is the one another name would get, that name is refused.
"""

import polars as pl

from schemas.orders.frames import Kind
from schemas.orders.reject_codes import RejectCode
from tasks.transform.identity_lookup import IdentityLookup


def resolve(lookup: IdentityLookup, rejected: pl.Series) -> pl.DataFrame:
    """Each mention's `key` (the id it means), and what is wrong with it, given that some rows were rejected.

    In the order of the mentions: `key`, null for a name whose id is another's; `exists` (it was there before this
    mention); `problem` (`id` or `source_id`, the field that cannot be right, else null) with its code and reason.
    """
    if lookup.mentions["id"].is_null().all() and not lookup.mentions["is_new_id_taken"].any():
        # nothing is named by an id of ours, so nothing can be unknown, renamed or claimed by another
        return lookup.mentions.select(
            key=pl.coalesce("owner_id", "new_id"),
            exists=pl.col("owner_id").is_not_null(),
            problem=pl.lit(None, pl.String),
            problem_code=pl.lit(None, pl.String),
            problem_reason=pl.lit(None, pl.String),
        )
    is_creator = pl.col("creates") & ~pl.col("is_stored") & pl.col("owner_id").is_null()
    created = pl.struct(id=pl.coalesce("id", "new_id"), source_id="source_id", seq="seq")
    creators = lookup.mentions.filter(is_creator).with_columns(created=created).sort("seq")
    claims = creators.filter(pl.col("source_id").is_not_null())
    claim = _first_created(lookup.mentions, claims, "source_id", rejected).struct["id"]
    mentions = lookup.mentions.with_columns(claim.alias("claimed_by")).with_columns(
        key=pl.coalesce("id", "owner_id", "claimed_by", "new_id"),
        exists=pl.when(pl.col("id").is_not_null()).then("is_stored").otherwise(pl.col("owner_id").is_not_null()),
    )
    return _with_problems(lookup.kind, _with_creations(mentions, rejected))


def _first_created(mentions: pl.DataFrame, creators: pl.DataFrame, by: str, rejected: pl.Series) -> pl.Series:
    """What each mention sees `created` first among the creators with the same `by`: in good orders, and in its own.

    Its own order counts even if that is rejected, or an order whose items clash would be cleared by its rejection.
    """
    is_live = ~pl.col("row").is_in(rejected.implode())
    live = creators.filter(is_live).unique(by, keep="first", maintain_order=True).select(by, "created")
    own = creators.filter(~is_live).unique(["row", by], keep="first", maintain_order=True)
    seen = mentions.join(live, on=by, how="left", maintain_order="left")
    seen = seen.join(own.select("row", by, own="created"), on=["row", by], how="left", maintain_order="left")
    own_seq, live_seq = (pl.col(name).struct["seq"] for name in ("own", "created"))
    comes_first = own_seq.is_not_null() & (live_seq.is_null() | (own_seq < live_seq))
    return seen.select(pl.when(comes_first).then("own").otherwise("created").alias("created"))["created"]


def _with_creations(mentions: pl.DataFrame, rejected: pl.Series) -> pl.DataFrame:
    """Say of each mention whether its entity was created earlier in this batch, and with which `source_id`."""
    is_creator = pl.col("creates") & ~pl.col("exists") & (pl.col("key") == pl.coalesce("id", "new_id"))
    created = pl.struct("source_id", "seq")
    creators = mentions.filter(is_creator).with_columns(created=created).sort("seq")
    first = mentions.with_columns(_first_created(mentions, creators, "key", rejected))
    earlier = (pl.col("created").struct["seq"] < pl.col("seq")).fill_null(False)
    created_source_id = pl.col("created").struct["source_id"]
    return first.with_columns(
        exists=pl.col("exists") | earlier,
        current_source_id=pl.when("is_stored").then("stored_source_id").when(earlier).then(created_source_id),
    )


def _with_problems(kind: Kind, mentions: pl.DataFrame) -> pl.DataFrame:
    by_id, source_id = pl.col("id").is_not_null(), pl.col("source_id")
    unknown = by_id & ~pl.col("exists") & ~pl.col("creates")
    owner_id = pl.coalesce("owner_id", "claimed_by")
    renamed = by_id & pl.col("exists") & source_id.is_not_null() & source_id.ne_missing(pl.col("current_source_id"))
    taken = by_id & ~pl.col("exists") & (owner_id != pl.col("id")).fill_null(False)
    is_new_name = ~by_id & pl.col("owner_id").is_null() & (pl.col("key") == pl.col("new_id"))
    created_otherwise = pl.col("exists") & source_id.ne_missing(pl.col("current_source_id"))
    id_taken = is_new_name & (pl.col("is_new_id_taken") | created_otherwise)
    clashes = renamed | taken | id_taken
    named = pl.col("source_id").fill_null("")
    no_such_id = pl.format("there is no {} with the id '{}'", pl.lit(kind.noun), "id")
    clash = pl.format("'{}' is not the source_id of {} {}", named, pl.lit(kind.noun), pl.coalesce("id", "new_id"))
    source_id_taken = pl.lit(RejectCode.SOURCE_ID_TAKEN)
    return mentions.select(
        "exists",
        key=pl.when(~id_taken).then("key"),
        problem=pl.when(unknown).then(pl.lit("id")).when(clashes).then(pl.lit("source_id")),
        problem_code=pl.when(unknown).then(pl.lit(RejectCode.UNKNOWN_ID)).when(clashes).then(source_id_taken),
        problem_reason=pl.when(unknown).then(no_such_id).when(clashes).then(clash),
    )
