"""The floor of a batch into a grown project: bare DuckDB, in the project's own tables (`floor_growth.sql`)."""

import sys
from pathlib import Path

import duckdb

from tests.benchmarks.contenders.measure import stopwatch, told
from tests.benchmarks.inputs.answer import in_tables


def run(source: Path, database: Path) -> None:
    """Import `source` into `database` and print the measurement."""
    with stopwatch() as measured, duckdb.connect(database) as con:
        con.execute("SET VARIABLE source = ?", [str(source)])
        con.execute(Path(__file__).with_suffix(".sql").read_text())
    with duckdb.connect(database) as con:
        told(measured, in_tables(con, "customer_id"))


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
