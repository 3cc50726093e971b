"""Compares what the sources of a backfill say with what is stored, and both with what was expected."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import polars as pl

from schemas.orders.frames import Staged
from schemas.reports.months import empty_months
from schemas.reports.reconciliation import Expectations, ExpectedMonth, Reconciliation, Sums
from schemas.reports.report import Loaded
from tasks.warehouse.statements import Connection, register, sql

_ORDERS_IN_A_SLICE = 250_000  # 1,000,000 at once fit in the memory that a backfill's statements have, 2,000,000 do not


def note_rows(con: Connection, backfill_id: str, staged: Staged) -> None:
    """Keep what each accepted order says, in the caller's transaction."""
    currency = pl.col("metadata").str.json_path_match("$.currency")
    register(con, "said", staged.versions.select("row", "key", "status", "created_at", "amount", currency=currency))
    con.execute(sql("backfill/note_rows"), {"backfill_id": backfill_id})


def reconcile(
    con: Connection, backfill_id: str, started_at: datetime, loaded: Loaded, expected: Expectations
) -> Reconciliation:
    """What agrees and what does not, once all portions are stored."""
    names = {"backfill_id": backfill_id, "started_at": started_at}
    con.execute(sql("backfill/begin_compared"))
    slices = 1 + loaded.done_count // _ORDERS_IN_A_SLICE
    for number in range(slices):
        con.execute(sql("backfill/compare"), {**names, "slice": number, "slices": slices})
    [(noted, imported, since)] = con.execute(sql("backfill/count_compared")).fetchall()
    sums = [Sums(**row) for row in con.execute(sql("backfill/sum_compared")).pl().to_dicts()]
    con.execute(sql("backfill/forget_compared"))
    lost = loaded.done_count - noted
    return Reconciliation(
        row_count=loaded.row_count,
        imported_count=imported,
        merged_count=loaded.done_count - imported,
        rejected_count=loaded.failed_count,
        stale_count=loaded.stale_count,
        written_since_count=since,
        sums=sums,
        empty_months=empty_months({each.month for each in sums if each.store_orders}),
        differences=[
            *([f"{lost:,} orders of the sources are not accounted for"] if lost else []),
            *(_difference(each) for each in sums if not each.is_equal),
            *_unexpected(sums, expected),
        ],
    )


def _difference(sums: Sums) -> str:
    place = f"{sums.month} {sums.status} {sums.currency or ''}".rstrip()
    source = f"the sources have {sums.source_orders:,} orders of {sums.source_amount:,}"
    return f"{place}: {source}, the store {sums.store_orders:,} of {sums.store_amount:,}"


def _unexpected(sums: list[Sums], expected: Expectations) -> Iterator[str]:
    yield from _compared("all months", sums, expected.orders, expected.amount)
    for month in expected.months:
        place = f"{month.month} {month.currency or ''}".rstrip()
        yield from _compared(place, _of_month(sums, month), month.orders, month.amount)


def _of_month(sums: Iterable[Sums], expected: ExpectedMonth) -> list[Sums]:
    return [
        each
        for each in sums
        if each.month == expected.month and (expected.currency is None or each.currency == expected.currency)
    ]


def _compared(place: str, sums: Iterable[Sums], orders: int | None, amount: int | None) -> Iterator[str]:
    sums = list(sums)
    stored = {"orders": sum(each.store_orders for each in sums), "amount": sum(each.store_amount for each in sums)}
    for name, number in (("orders", orders), ("amount", amount)):
        if number is not None and number != stored[name]:
            off = stored[name] - number
            yield f"{place}: {number:,} expected as {name}, {stored[name]:,} stored ({off:+,})"
