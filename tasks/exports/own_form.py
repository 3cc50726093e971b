"""Orders, and customers, in our own form, one a line: orders as an import takes them back (contract §1-3).

Each line has all that the order says, and its customer and referrer in full. Ids of ours are left out: they derive
from the project and the `source_id`, and an import refuses those it does not have.
"""

from collections.abc import Callable, Iterator

import polars as pl

from schemas.exports.objects import ExportedObject
from tasks.exports.portions import bounds
from tasks.warehouse.statements import Connection, sql

_PARTS = ("customer", "referrer", "items", "metadata")


def own_lines(con: Connection, what: ExportedObject, count: int) -> Iterator[pl.Series]:
    """What is chosen as JSON texts, a portion at a time."""
    for numbers in bounds(count):
        # a line break in JSON can only be white space
        yield _OWN[what](con, numbers).str.replace_all("[\r\n]", " ")


def _orders(con: Connection, numbers: dict[str, int]) -> pl.Series:
    orders = con.execute(sql("exports/own_orders"), numbers).pl()
    items = con.execute(sql("exports/items"), numbers).pl()
    whole = orders.join(items, on="id", how="left", maintain_order="left")
    parts = [pl.format(f',"{name}":{{}}', pl.col(name)).fill_null("") for name in _PARTS]
    return whole.select(line=pl.concat_str(["said", *parts, pl.lit("}")]))["line"]


def _customers(con: Connection, numbers: dict[str, int]) -> pl.Series:
    return con.execute(sql("exports/own_customers"), numbers).pl()["line"]


_OWN: dict[ExportedObject, Callable[[Connection, dict[str, int]], pl.Series]] = {
    ExportedObject.ORDER: _orders,
    ExportedObject.CUSTOMER: _customers,
}
HAVE_OWN_FORM = tuple(_OWN)
