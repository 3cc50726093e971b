"""A project of many customers and 50 active segments, and who belongs in which, counted by Polars from arithmetic.

The database is written with SQL and the product's own code; the facts here come from the customers' numbers alone, and
each segment is said twice, as a filter and as a Polars expression, so that one is the check of the other.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from schemas.segments.segment_type import SegmentType
from tasks.rules.create import create_distribution
from tasks.segments.segments import create_segment
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.statements import Connection
from tests.benchmarks.inputs.place import place_of
from tests.support.projects.stages import hash_keys

NOW = datetime(2024, 6, 15, 12)
COUNTRIES = ("GB", "DE", "FR", "PL", "US")
Asked = tuple[dict[str, Any], pl.Expr]


def _is(field: str, operator: str, value: object) -> dict[str, Any]:
    return {field: {"conditions": {operator: [value]}}}


def _days_ago(days: int, now: datetime) -> Asked:
    expected = pl.col("last_order_date").is_between(now - timedelta(days), now, closed="right")
    return _is("summary.orders.last_order_date", "$less_than_ago", days), expected


def _country(country: str, least: int) -> Asked:
    spent = _is("summary.orders.total_amount", "$more_than_equal", least)
    expected = (pl.col("country") == country) & (pl.col("total_amount") >= least)
    return {"junction": "and", **_is("address.country", "$is", country), **spent}, expected


def _aged(first: int) -> Asked:
    between = {"metadata.age": {"conditions": {"$more_than_equal": [first], "$less_than": [first + 4]}}}
    return between, pl.col("age").is_between(first, first + 3)


def asked(now: datetime = NOW) -> list[Asked]:
    """The 50 segments as seen at `now`: their filters, and the same over `facts`."""
    total, average = pl.col("total_amount"), pl.col("total_amount") / pl.col("total_count")
    tiers = [("gold", country) for country in COUNTRIES]
    return [
        *((_is("summary.orders.total_amount", "$more_than", n), total > n) for n in range(12_000, 22_000, 1000)),
        *((_is("summary.orders.average_amount", "$more_than", n), average > n) for n in range(8000, 9500, 300)),
        *(_days_ago(days, now) for days in (7, 30, 90)),
        *((_is("summary.orders.total_count", "$more_than_equal", n), pl.col("total_count") >= n) for n in (3, 4)),
        *(_country(country, least) for country in COUNTRIES for least in (10_000, 15_000)),
        *(_aged(first) for first in range(18, 58, 4)),
        *(
            (
                {"junction": "and", **_is("metadata.tier", "$is", tier), **_is("address.country", "$is", country)},
                is_both,
            )
            for tier, country in tiers
            for is_both in [(pl.col("tier") == tier) & (pl.col("country") == country)]
        ),
        *((_is("email", "$ends_with", f"@{n}.example.com"), pl.col("number") % 20 == n) for n in range(5)),
    ]


def facts(count: int, ordered: pl.DataFrame) -> pl.DataFrame:
    """One row a customer: what the filters ask about, `ordered` (number and amount, PAID at `NOW`) included."""
    number = pl.col("number")
    known = pl.DataFrame({"number": range(count)}).with_columns(
        total_count=2,
        total_amount=200 + number * 37 % 9901 + number * 91 % 9901,
        last_order_date=pl.lit(NOW) - pl.duration(days=1 + number % 700),
        country=pl.lit(list(COUNTRIES)).list.get(number % len(COUNTRIES)),
        age=18 + number % 62,
        tier=pl.when(number // 5 % 10 == 0).then(pl.lit("gold")).otherwise(pl.lit("basic")),
    )
    more = ordered.group_by("number").agg(more_count=pl.len(), more=pl.col("amount").sum())
    bought = known.join(more, on="number", how="left", maintain_order="left")
    return bought.with_columns(
        total_count=pl.col("total_count") + pl.col("more_count").fill_null(0),
        total_amount=pl.col("total_amount") + pl.col("more").fill_null(0),
        last_order_date=pl.when(pl.col("more").is_null()).then("last_order_date").otherwise(pl.lit(NOW)),
    )


def expected_members(found: pl.DataFrame, now: datetime = NOW) -> dict[str, set[int]]:
    """Numbers of the customers in each segment, by its name, of what `facts` says."""
    return {f"segment {place}": set(found.filter(is_in)["number"]) for place, (_, is_in) in enumerate(asked(now))}


def make(database: Path, count: int) -> None:
    """Make the project: `count` customers with two orders each, and the segments, each used by a distribution."""
    with open_warehouse(*place_of(database)) as con:
        con.execute("SET VARIABLE customers = ?", [count])
        con.execute("SET VARIABLE now = ?", [NOW])
        con.execute(Path(__file__).with_suffix(".sql").read_text())
        hash_keys(con)
        for place, (filter_, _) in enumerate(asked()):
            name, document = f"segment {place}", {"junction": "and", **filter_}
            made = create_segment(con, name, SegmentType.AUTO_UPDATE, document, NOW)
            # its members are up to date; a rule would see to that again
            con.execute("UPDATE segments SET is_active = true WHERE id = ?", [made.id])
            rule = {"name": name, "trigger": "customer.segment.entered", "channel": "file", "segment": name}
            create_distribution(con, NOW, **rule)


def batch(count: int, orders: int, turn: int) -> tuple[list[str], pl.DataFrame]:
    """The `turn`th import: texts of `orders` orders of as many customers, and number and amount of the PAID half."""
    numbers = [(place * (count // orders) + turn) % count for place in range(orders)]
    made = [
        {"source_id": f"n-{turn}-{place}", "status": ("PAID", "CREATED")[place % 2], "amount": 50 + number * 53 % 1951}
        | {"created_at": NOW.isoformat(), "customer": {"source_id": f"c-{number}"}}
        for place, number in enumerate(numbers)
    ]
    paid = [(number, one["amount"]) for number, one in zip(numbers, made, strict=True) if one["status"] == "PAID"]
    return [json.dumps(one) for one in made], pl.DataFrame(paid, schema=["number", "amount"], orient="row")


def stored_members(con: Connection) -> dict[str, set[int]]:
    """Numbers of the customers that the database has in each segment, by its name."""
    query = """SELECT s.name, list(CAST(c.source_id[3:] AS BIGINT)) FILTER (c.id IS NOT NULL) FROM segments AS s
        LEFT JOIN segment_members AS m ON s.id = m.segment_id LEFT JOIN customers AS c ON c.id = m.customer_id
        GROUP BY s.name"""
    return {name: set(numbers or ()) for name, numbers in con.execute(query).fetchall()}
