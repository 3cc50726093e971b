"""The floor of a backfill: the script of `floor` for one file after the other, into one database."""

import sys
from pathlib import Path

import duckdb

from tests.benchmarks.contenders.floor import import_file
from tests.benchmarks.contenders.measure import stopwatch, told
from tests.benchmarks.inputs.answer import in_tables


def run(folder: Path, database: Path) -> None:
    """Import the files of `folder` into `database` and print the measurement."""
    with stopwatch() as measured, duckdb.connect(database) as con:
        for source in sorted(folder.iterdir()):
            import_file(con, source)
            measured.lap()
    with duckdb.connect(database) as con:
        told(measured, in_tables(con, "customer_source_id"))


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
