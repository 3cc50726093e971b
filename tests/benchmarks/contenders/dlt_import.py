"""The same orders through `dlt`: merged on `source_id` into DuckDB, with the items as the child table dlt makes.

Runs in an environment of its own that has `dlt[duckdb]`. It has no customers table: dlt keeps the customer in the
columns of the order. Metadata and what is nested below an item stay JSON, as in our tables, which
makes dlt about twice as fast as with its defaults.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
os.environ["RUNTIME__LOG_LEVEL"] = "CRITICAL"

# dlt reads the settings above when it is imported
import dlt
import duckdb

from tests.benchmarks.contenders.measure import stopwatch, told

_PORTION = 5000
_QUERY = """
SELECT (SELECT count(*) FROM orders) AS order_count,
       (SELECT sum(amount) FROM orders) AS order_amount,
       (SELECT count(DISTINCT customer__source_id) FROM orders) AS buyer_count,
       (SELECT count(*) FROM orders__items) AS item_count,
       (SELECT sum(amount) FROM orders__items) AS item_amount
"""


@dlt.resource(
    name="orders",
    primary_key="source_id",
    write_disposition="merge",
    max_table_nesting=1,
    columns={"source_row": {"data_type": "bigint", "dedup_sort": "desc"}, "metadata": {"data_type": "json"}},
)
def read(source: str) -> Iterator[list[dict[str, Any]]]:
    """Portions of the orders in `source`; of a repeated `source_id` the last row is to win."""
    with Path(source).open("rb") as lines:
        orders = ({**json.loads(line), "source_row": row} for row, line in enumerate(lines))
        while portion := list(islice(orders, _PORTION)):
            yield portion


def run(source: str, database: str) -> None:
    """Import `source` into `database` and print the measurement."""
    with tempfile.TemporaryDirectory(prefix="bench-dlt-") as folder:
        destination = dlt.destinations.duckdb(database)
        pipeline = dlt.pipeline("bench", pipelines_dir=folder, destination=destination, dataset_name="bench")
        with stopwatch() as measured:
            pipeline.run(read(source)).raise_on_failed_jobs()
    with duckdb.connect(database) as con:
        con.execute("USE bench")
        cursor = con.execute(_QUERY)
        names = [column[0] for column in cursor.description]
        told(measured, {name: int(value) for name, value in zip(names, cursor.fetchone(), strict=True)})


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2])
