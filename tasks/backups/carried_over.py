"""What a restore keeps of the database that it replaces: who has been erased since, and who may still commit.

A backup brings back what was stored then. It must not bring back people who were erased since.
"""

from dataclasses import dataclass

import polars as pl

from tasks.erased.keyed_hash import NameKind, keyed_hash
from tasks.warehouse.exclusion.fencing import read_fence
from tasks.warehouse.statements import Connection, register, sql, transaction


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """Names and records of erasures, the lane's fencing token, and the ids of what was imported."""

    names: pl.DataFrame
    erasures: pl.DataFrame
    token: int
    imports: list[str]


def read_replaced(con: Connection, imports_of_backup: list[str]) -> CarriedOver:
    """What to keep of the open database."""
    since = con.execute(sql("backups/imports_since"), {"ids": imports_of_backup}).fetchall()
    return CarriedOver(
        con.execute("FROM erased_names").pl(),
        con.execute("FROM erasures").pl(),
        read_fence(con),
        [import_id for (import_id,) in since],
    )


def carry_over(con: Connection, kept: CarriedOver, key: bytes | None) -> list[str]:
    """Let the restored database have it; the ids of its customers who were erased since, and are to be erased again."""
    register(con, "named", kept.names)
    register(con, "carried", kept.erasures)
    [known] = con.execute("SELECT list(keyed_hash) FROM erased_names").fetchone() or [None]
    with transaction(con):
        con.execute(sql("warehouse/raise_fence_above"), {"token": kept.token})
        con.execute(sql("backups/add_erasures"))
        con.execute(sql("backups/add_names"))
    since = set(kept.names.filter(pl.col("returned_at").is_null())["keyed_hash"]) - set(known or [])
    return [] if key is None or not since else _named(con, since, key)


def _named(con: Connection, hashes: set[str], key: bytes) -> list[str]:
    found: set[str] = set()
    for customer_id, source_id, email, phone in con.execute(sql("backups/names_of_customers")).fetchall():
        names = [(NameKind.ID, customer_id), (NameKind.ID, source_id), (NameKind.EMAIL, email), (NameKind.PHONE, phone)]
        if any(name and keyed_hash(key, kind, name) in hashes for kind, name in names):
            found.add(customer_id)
    return sorted(found)
