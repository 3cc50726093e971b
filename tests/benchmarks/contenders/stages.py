"""Our import as plain functions, stage by stage, in one process without Prefect."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import hypothesis  # noqa: F401 - pandera imports it at its first check, which would count as work

from schemas.ids import ProjectKey, import_id_of
from tasks.extract.extract import extract
from tasks.imports import history
from tasks.load.load import write
from tasks.segments.refresh import refresh
from tasks.transform.transform import transform
from tasks.validate.validate import validate
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.statements import transaction
from tests.benchmarks.contenders.measure import Measured, stopwatch, told
from tests.benchmarks.inputs.answer import in_project
from tests.benchmarks.inputs.place import place_of

KEY = ProjectKey("bench", "orders")
_NO_CAP = 10**9


def run(source: Path, database: Path) -> None:
    """Import `source` into `database` and print the measurement, milliseconds per stage included."""
    with stopwatch() as measured:
        imported(source, database, measured)
    with open_warehouse(*place_of(database)) as con:
        told(measured, in_project(con))


def imported(source: Path, database: Path, measured: Measured) -> None:
    """All stages of one import, from opening the file to the closed database."""
    now, import_id = datetime.now(UTC).replace(tzinfo=None), import_id_of(uuid4())
    with _timed(measured, "extract"):
        extracted = extract(str(source))
    with _timed(measured, "validate"):
        batch = [validate(extracted, _NO_CAP)]
        del extracted
    with _timed(measured, "open and close"), open_warehouse(*place_of(database)) as con:
        with _timed(measured, "load"), transaction(con):
            with _timed(measured, "transform"):
                staged = transform(con, batch.pop(), KEY, import_id, now)
            history.note_begin(con, import_id, None, str(source), None, now)
            write(con, staged, import_id, now, is_read_here=True)
        with _timed(measured, "segments"):
            refresh(con, import_id)


@contextmanager
def _timed(measured: Measured, stage: str) -> Iterator[None]:
    """Note the milliseconds of the block, without those of stages inside of it."""
    start, inside = time.perf_counter(), sum(measured.stages.values())
    yield
    inside = sum(measured.stages.values()) - inside
    measured.stages[stage] = round((time.perf_counter() - start) * 1000 - inside, 1)


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
