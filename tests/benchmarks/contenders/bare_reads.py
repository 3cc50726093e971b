"""The floor of reads beside imports: one DuckDB process, no HTTP; a thread reads while another runs `floor.sql`.

Measures what two cores leave to a read of the same rows while DuckDB alone upserts the same batches.
"""

import itertools
import json
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from tests.benchmarks.contenders.floor import import_file
from tests.benchmarks.inputs.generate import written
from tests.support.worlds.repeatedly import repeatedly

_NEWEST = "SELECT source_id FROM orders ORDER BY created_at DESC, source_id LIMIT 100"
_READS = {
    "one order": ("SELECT * FROM orders WHERE source_id = 'o-0'", 1),
    "page of 100 orders": (
        f"""
        SELECT orders.*, items FROM orders SEMI JOIN ({_NEWEST}) USING (source_id)
        LEFT JOIN (
            SELECT order_source_id AS source_id, list(order_items ORDER BY item_index) AS items
            FROM order_items WHERE order_source_id IN ({_NEWEST}) GROUP BY order_source_id
        ) USING (source_id)""",
        100,
    ),
    "page of 10 customers": ("SELECT * FROM customers ORDER BY source_id LIMIT 10", 10),
}

Seconds = dict[str, list[float]]


def bare_reads(folder: Path, orders: int, imports: int, rest_seconds: float) -> tuple[Seconds, Seconds]:
    """How long each read took in `rest_seconds` at rest, and in as long beside imports. A wrong answer ends it.

    There are `imports` batches of `orders` orders, which come again and again.
    """
    first, *others = [written(folder, orders, existing=orders * turn) for turn in range(1 + imports)]
    rest: Seconds = defaultdict(list)
    busy: Seconds = defaultdict(list)
    with duckdb.connect(folder / "bare.duckdb") as con:
        import_file(con, first)
        with _reading(con, rest):
            time.sleep(rest_seconds)
        with _reading(con, busy):
            until = time.monotonic() + rest_seconds
            for source in itertools.takewhile(lambda _: time.monotonic() < until, itertools.cycle(others)):
                import_file(con, source)
    return rest, busy


@contextmanager
def _reading(con: duckdb.DuckDBPyConnection, seconds: Seconds) -> Iterator[None]:
    """Read in a thread of its own until the block ends."""
    with con.cursor() as own, repeatedly(lambda: _read_once(own, seconds)):
        yield


def _read_once(con: duckdb.DuckDBPyConnection, seconds: Seconds) -> None:
    for name, (query, count) in _READS.items():
        start = time.perf_counter()
        found = con.execute(query).fetchall()
        json.dumps(found, default=str)
        seconds[name].append(time.perf_counter() - start)
        if len(found) != count:
            message = f"{name}: {len(found)} rows"
            raise SystemExit(message)
