"""Our backfill of a file or a folder, in one process without Prefect, as `orders backfill` does it."""

import sys
from contextlib import closing
from pathlib import Path

import hypothesis  # noqa: F401 - pandera imports it at its first check, which would count as work

from tasks.backfill.asked_for.request import BackfillRequest
from tasks.backfill.core import BackfillCallbacks, backfill
from tasks.backfill.courtesy import SharedProject
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.project import ProjectWarehouse
from tasks.warehouse.storages.of_home import keep_data_in
from tests.benchmarks.contenders.measure import stopwatch, told
from tests.benchmarks.inputs.answer import in_project
from tests.benchmarks.inputs.place import place_of


def run(
    folder: Path, database: Path, portion: int = 25_000, address: str | None = None, data: str | None = None
) -> None:
    """Backfill a file, or the files of `folder`, into `database`, or into a lake, and print the measurement."""
    home, key = place_of(database)
    keep_data_in(home, address, data)
    with stopwatch() as measured, closing(SharedProject(ProjectWarehouse(key, home, 30.0), print)) as shared:
        callbacks = BackfillCallbacks(on_progress=lambda *_: measured.lap())
        report = backfill(BackfillRequest(key, (str(folder),), portion=portion), shared, callbacks)
    with open_warehouse(home, key) as con:
        told(measured, {**in_project(con), "differences": len(report.differences)})


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:4]), *sys.argv[4:])
