"""Writes batches of orders: delete what is replaced, insert, and raise the fence, all of it repeated on a conflict."""

import random
import time
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb
import polars as pl

from tests.benchmarks.lake.catalog import Lake

_LARGE = 2**70
"""Added to each amount: what does not fit a DOUBLE shows if an engine stores it as one."""
_REPEATS = 500


@dataclass(frozen=True)
class Order:
    """An order; its items follow from it."""

    id: int
    amount: int
    note: str

    @property
    def items(self) -> list[tuple[int, int, int]]:
        """Order, position and amount of none to three items."""
        return [(self.id, position, self.amount + position) for position in range(self.amount % 4)]


@dataclass(frozen=True)
class Commit:
    """A transaction that was committed: what the fence said in it, which orders it wrote, which ids it deleted."""

    token: int
    orders: list[Order]
    deleted: list[int]


@dataclass
class Repeats:
    """How often transactions had to be done again."""

    count: int = 0


def batch(chance: random.Random, ids: Iterable[int], note: str) -> list[Order]:
    """New content for the orders of these ids."""
    return [Order(id_, _LARGE + chance.randrange(1_000_000), note) for id_ in ids]


def write(
    con: duckdb.DuckDBPyConnection, lake: Lake, orders: list[Order], deleted: list[int], repeats: Repeats
) -> Commit:
    """Upsert the orders and delete those of the ids, in one transaction, from its start on while others conflict."""
    for _ in range(_REPEATS):
        try:
            return _write_once(con, lake, orders, deleted)
        except duckdb.Error as error:
            # after a COMMIT that failed there is no transaction any more
            if "conflict" not in str(error):
                raise
            repeats.count += 1
            time.sleep(random.uniform(0, 0.1))
    message = f"a transaction was refused {_REPEATS} times"
    raise RuntimeError(message)


def _write_once(con: duckdb.DuckDBPyConnection, lake: Lake, orders: list[Order], deleted: list[int]) -> Commit:
    gone = pl.DataFrame({"id": [order.id for order in orders] + deleted}, schema={"id": pl.Int64})
    con.register("gone", gone.to_arrow())
    con.register("new_orders", _orders(orders).to_arrow())
    con.register("new_items", _items(orders).to_arrow())
    con.execute("BEGIN")
    try:
        con.execute("DELETE FROM orders WHERE id IN (SELECT id FROM gone)")
        con.execute("INSERT INTO orders SELECT id, amount::DECIMAL(38, 0), note FROM new_orders")
        con.execute("DELETE FROM order_items WHERE order_id IN (SELECT id FROM gone)")
        con.execute("INSERT INTO order_items SELECT order_id, position, amount::DECIMAL(38, 0) FROM new_items")
        if lake.is_fenced:
            con.execute("UPDATE lane_fence SET token = token + 1")
        (token,) = con.execute("SELECT token FROM lane_fence").fetchone()
    except BaseException:
        con.execute("ROLLBACK")
        raise
    con.execute("COMMIT")
    return Commit(token, orders, deleted)


def _orders(orders: list[Order]) -> pl.DataFrame:
    rows = [(order.id, str(order.amount), order.note) for order in orders]
    return pl.DataFrame(rows, schema={"id": pl.Int64, "amount": pl.String, "note": pl.String}, orient="row")


def _items(orders: list[Order]) -> pl.DataFrame:
    rows = [(id_, position, str(amount)) for order in orders for id_, position, amount in order.items]
    return pl.DataFrame(rows, schema={"order_id": pl.Int64, "position": pl.Int32, "amount": pl.String}, orient="row")
