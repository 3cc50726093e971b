"""The floor: the script a good engineer would write in DuckDB alone for the same read and the same upsert."""

import sys
from collections.abc import Iterable
from pathlib import Path

import duckdb

from tests.benchmarks.contenders.measure import stopwatch, told
from tests.benchmarks.inputs.answer import in_tables

_FOLDER = Path(__file__).parent


def run(
    sources: Iterable[Path],
    database: Path,
    script: str = "floor",
    buyer: str = "customer_source_id",
    *,
    keeps: bool = False,
) -> None:
    """Import each of `sources` into `database` by `<script>.sql` and print the measurement.

    Orders name their customer in the column `buyer`.
    """
    with stopwatch() as measured, duckdb.connect(database) as con:
        for source in sources:
            import_file(con, source, script, keeps=keeps)
            measured.lap()
    with duckdb.connect(database) as con:
        told(measured, in_tables(con, buyer))


def import_file(con: duckdb.DuckDBPyConnection, source: Path, script: str = "floor", *, keeps: bool = False) -> None:
    """Put the orders of `source` into the tables by `<script>.sql`, with temporary tables of its own.

    Some scripts keep what they replace, if they are to.
    """
    with con.cursor() as own:
        own.execute("SET VARIABLE source = ?", [str(source)])
        own.execute("SET VARIABLE keeps = ?", [keeps])
        for name in ("arrived", script):
            own.execute((_FOLDER / f"{name}.sql").read_text())


if __name__ == "__main__":
    run([Path(sys.argv[1])], Path(sys.argv[2]))
