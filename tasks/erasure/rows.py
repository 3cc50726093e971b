"""What an erasure does to the rows of a project's database; each function is part of the caller's transaction."""

from collections.abc import Callable
from datetime import datetime

import polars as pl

from tasks.erased.anonymous import kept_metadata, without_metadata
from tasks.erased.rejected import ERASED_REASON
from tasks.erasure.person import Person
from tasks.erasure.replacements import replace_texts
from tasks.warehouse.statements import Connection, sql

_SNAPSHOTS = {"metadata": kept_metadata, "product": without_metadata, "sku": without_metadata}
_FREE_TEXTS: dict[str, tuple[str, dict[str, Callable[[str | None], str | None]]]] = {
    "orders": ("id", {"metadata": kept_metadata}),
    "order_versions": ("id", {"metadata": kept_metadata}),
    "order_items": ("order_id", {**_SNAPSHOTS}),
    "order_item_versions": ("order_id", {**_SNAPSHOTS}),
}
_ABOUT_THE_PERSON = {
    "customer_summaries": "customer_id",
    "segment_members": "customer_id",
    "segment_changes": "customer_id",
    "point_transactions": "customer_id",
    "pending_refreshes": "customer_id",
    "customer_versions": "id",
    "row_mentions": "id",
    "customers": "id",
}


def name_orders(con: Connection, person: Person) -> None:
    """Put the person's orders into the temporary table `person_orders` (id, source_id)."""
    con.execute(sql("erasure/orders_of_person"), {"customer_id": person.customer_id})


def erase_rows(con: Connection, person: Person, now: datetime) -> dict[str, int]:
    """Erase the person from all tables but those that are searched for texts; how many rows of which kind."""
    who = {"customer_id": person.customer_id}
    erased = {
        "rejects": _count(con, "erasure/empty_rejects", {**_search(person), "reason": ERASED_REASON}),
        "deliveries": _count(con, "erasure/empty_deliveries", {**who, "now": now}),
        "orders": _anonymise_orders(con, person),
        "segments": _count(con, "erasure/leave_segments", who),
        "events": _count(con, "erasure/delete_events", who),
        "order_events": _count(con, "erasure/forget_in_events", who),
    }
    for table, column in _ABOUT_THE_PERSON.items():
        gone = con.execute(sql("erasure/delete_rows").format(table=table, column=column), who).fetchone()
        erased[table] = gone[0] if gone else 0
    return erased


def _anonymise_orders(con: Connection, person: Person) -> int:
    for table, (order_id, changes) in _FREE_TEXTS.items():
        _change_free_texts(con, table, order_id, changes)
    con.execute(sql("erasure/forget_hash"), {"customer_id": person.customer_id})
    for table in ("orders", "order_versions"):
        for column in ("customer_id", "referrer_id"):
            con.execute(
                sql("erasure/forget_role").format(table=table, column=column), {"customer_id": person.customer_id}
            )
    [(count,)] = con.execute("SELECT count(DISTINCT id) FROM person_orders").fetchall()
    return int(count)


def _change_free_texts(
    con: Connection, table: str, order_id: str, changes: dict[str, Callable[[str | None], str | None]]
) -> None:
    names = {"table": table, "order_id": order_id, "columns": ", ".join(changes)}
    found = con.execute(sql("erasure/free_texts").format(**names)).pl()
    changed = {
        name: pl.Series([change(text) for text in found[name]], dtype=pl.String) for name, change in changes.items()
    }
    replace_texts(con, table, found.with_columns(**changed))


def _search(person: Person) -> dict[str, str]:
    return {"pattern": person.traces.pattern, "texts": person.traces.texts_pattern}


def _count(con: Connection, statement: str, values: dict[str, object] | dict[str, str]) -> int:
    done = con.execute(sql(statement), values).fetchone()
    return done[0] if done else 0
