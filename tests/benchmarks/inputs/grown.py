"""A project that already holds many orders, written with SQL in seconds, and the same orders as Python counts them.

`grown.sql` and the functions here say the same thing twice, on purpose: one is the database, the other its check.
"""

import sys
from pathlib import Path

from tasks.warehouse.connection import open_warehouse
from tests.benchmarks.inputs.place import place_of
from tests.support.projects.stages import hash_keys

MEMBERS_SPENT = 80_000


_REPLACED = ("orders", "order_items", "customers", "customer_summaries")
_EVERY = 2048  # one row of each of DuckDB's vectors, so that it has to remember what is gone in all of them


def run(database: Path, count: int, *, is_replaced: bool = False) -> None:
    """Make a project with `count` orders, `count` / 4 customers and one segment of those who spent most.

    With `is_replaced`, rows all over its tables were replaced since, by the same.
    """
    with open_warehouse(*place_of(database)) as con:
        con.execute("SET VARIABLE orders = ?", [count])
        con.execute("SET VARIABLE spent = ?", [MEMBERS_SPENT])
        con.execute(Path(__file__).with_suffix(".sql").read_text())
        hash_keys(con)
        for table in _REPLACED if is_replaced else ():
            con.execute(f"CREATE TEMP TABLE again AS FROM {table} WHERE rowid % {_EVERY} = 0")
            con.execute(f"DELETE FROM {table} WHERE rowid % {_EVERY} = 0")
            con.execute(f"INSERT INTO {table} FROM again; DROP TABLE again")


def order(number: int, count: int) -> tuple[str, list[int], int, bool]:
    """Of one of `count` orders: its customer, item amounts, discount, and whether it counts in summaries."""
    lines = range(1 + number % 4)
    amounts = [(1 + (number + line) % 5) * (100 + (number * 7 + line * 13) % 8900) for line in lines]
    return f"c-{number % (count // 4)}", amounts, 10 * len(amounts), number // 3 % 2 == 0


def customer_ages(count: int) -> dict[str, int]:
    """Ages by customer of a project with `count` orders."""
    return {f"c-{number}": 18 + number % 62 for number in range(count // 4)}


def prices(kind: str, count: int) -> dict[str, int]:
    """Prices by product or SKU; an empty project has none."""
    stored = {"product": 1000, "sku": 5000}[kind] if count else 0
    return {f"{kind}-{number}": 100 + number for number in range(stored)}


if __name__ == "__main__":
    run(Path(sys.argv[1]), int(sys.argv[2]), is_replaced=sys.argv[3:] == ["replaced"])
