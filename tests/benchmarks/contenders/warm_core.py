"""Imports one after the other in one process without Prefect, the database kept open between them as by a worker."""

import json
import sys
import time
from pathlib import Path
from statistics import median

from schemas.ids import ProjectKey, new_import_id
from tasks.imports.attempt import NO_CALLBACKS
from tasks.imports.core import import_orders
from tasks.imports.reading import reader
from tasks.imports.request import ImportRequest
from tasks.warehouse.project import ProjectWarehouse
from tasks.warehouse.sharing.connection_cache import connection_cache

KEY = ProjectKey("bench", "core")


def run(home: Path, sources: list[str]) -> None:
    """Print the median seconds of an import, the first left out, and how many orders were stored in all."""
    read, warehouse = reader(lambda: 10**9, NO_CALLBACKS), ProjectWarehouse(KEY, home, 30)
    seconds, stored = [], 0
    with connection_cache():
        for source in sources:
            start = time.perf_counter()
            report = import_orders(ImportRequest(new_import_id(), KEY, source), warehouse, read)
            seconds.append(time.perf_counter() - start)
            stored += report.done_count
    print(json.dumps({"seconds": median(seconds[1:]), "stored": stored}))


if __name__ == "__main__":
    run(Path(sys.argv[1]), sys.argv[2:])
