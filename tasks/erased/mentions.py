"""Which orders of a batch name a customer who was erased.

A person is recognised by id or source_id; by e-mail or phone only where these name nobody who is stored: two people of
one household may share a phone.
"""

from collections.abc import Iterable

import polars as pl

from schemas.orders.fields import ROLES
from schemas.orders.frames import GoodOrders
from tasks.erased.keyed_hash import NameKind, keyed_hash
from tasks.erased.register import look_up
from tasks.warehouse.statements import Connection, register, sql

_KINDS = {"id": NameKind.ID, "source_id": NameKind.ID, "email": NameKind.EMAIL, "phone": NameKind.PHONE}
_FOUND = ("erasure_id", "erased_at", "returned_at")


def named_people(good: GoodOrders) -> pl.DataFrame:
    """Each customer and referrer that a batch names: row, role (a position in `ROLES`), and their names."""
    described = good.customers.select(
        "row", pl.col("role").cast(pl.Int32), "source_id", "email", "phone", id=pl.coalesce("id", "outer_id")
    )
    bare = [
        good.orders.filter(pl.col(f"{noun}_id").is_not_null() & ~pl.col(f"has_{noun}")).select(
            "row", pl.lit(role, pl.Int32).alias("role"), id=f"{noun}_id"
        )
        for role, noun in enumerate(ROLES)
    ]
    return pl.concat([described, *bare], how="diagonal")


def erased_people(con: Connection, people: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """Those of `people` (any frame with the columns id, source_id, email, phone) who were erased, with `_FOUND`."""
    hashes = {column: _hashes(key, kind, people[column]) for column, kind in _KINDS.items()}
    found = look_up(con, (each for named in hashes.values() for each in named.values()))
    if found.is_empty():
        return people.clear().with_columns(found.clear().select(_FOUND))
    by_hash = {row.pop("keyed_hash"): row for row in found.to_dicts()}
    strangers = people.with_columns(is_stored=_is_stored(con, people))
    dtype = pl.Struct({name: found.schema[name] for name in _FOUND})

    def found_by(column: str) -> pl.Expr:
        meant = {name: by_hash[each] for name, each in hashes[column].items() if each in by_hash}
        return pl.col(column).replace_strict(
            pl.Series(list(meant), dtype=pl.String), pl.Series(list(meant.values()), dtype=dtype), default=None
        )

    by_contact = pl.when(~pl.col("is_stored")).then(pl.coalesce(found_by("email"), found_by("phone")))
    whose = pl.coalesce(found_by("id"), found_by("source_id"), by_contact).alias("found")
    return strangers.with_columns(whose).filter(pl.col("found").is_not_null()).drop("is_stored").unnest("found")


def _hashes(key: bytes, kind: NameKind, names: pl.Series) -> dict[str, str]:
    """By name."""
    said: Iterable[str] = names.drop_nulls().unique().to_list()
    return {name: keyed_hash(key, kind, name) for name in said}


def _is_stored(con: Connection, people: pl.DataFrame) -> pl.Series:
    """Whether somebody is stored whom the id or source_id of each names."""
    names = pl.concat([people["id"].rename("name"), people["source_id"].rename("name")]).drop_nulls().unique()
    register(con, "named", names.to_frame())
    stored = con.execute(sql("erased/stored_names")).pl()["name"]
    is_named = pl.col("id").is_in(stored.implode()) | pl.col("source_id").is_in(stored.implode())
    return people.select(is_named.fill_null(False).alias("is_stored"))["is_stored"]
