"""Our import as its users run it: the whole Prefect flow in this process, with Prefect's temporary server."""

import asyncio
import os
import sys
from pathlib import Path

import hypothesis  # noqa: F401 - pandera imports it at its first check, which would count as work
from prefect.variables import Variable

from flows.import_orders import import_orders
from tasks.warehouse.connection import open_warehouse
from tests.benchmarks.contenders.measure import Measured, stopwatch, told
from tests.benchmarks.inputs.answer import in_project
from tests.benchmarks.inputs.place import place_of


async def imported(source: Path, tenant: str, project: str) -> Measured:
    """One run of the flow; the server is up before the clock starts, as it is for a worker."""
    await Variable.aset("orders_import_limit", 10**9, overwrite=True)
    with stopwatch() as measured:
        report = await import_orders(str(source), tenant, project)
    measured.stages = report.stages
    return measured


def run(source: Path, database: Path) -> None:
    """Import `source` into `database`, which lies two folders below its home, and print the measurement."""
    home, key = place_of(database)
    os.environ["ORDERS_HOME"] = str(home)
    measured = asyncio.run(imported(source, key.tenant, key.project))
    with open_warehouse(home, key) as con:
        told(measured, in_project(con))


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
