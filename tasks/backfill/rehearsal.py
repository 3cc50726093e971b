"""Everything a backfill would do, done to a copy of the project of which nothing stays.

Invariant: it is the backfill itself (`tasks.backfill.core`), in portions and in the memory that a backfill takes; the
project is read only while it is copied.
"""

from collections.abc import Iterator
from collections.abc import Mapping as Pairs
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import BaseModel, ConfigDict

from schemas.effects.choices import EffectsMode
from schemas.reports.backfill_report import BackfillReport
from schemas.reports.overview import Overview
from tasks.backfill.asked_for.request import BackfillRequest
from tasks.backfill.core import BackfillCallbacks, backfill
from tasks.backfill.courtesy import SharedProject
from tasks.erased.keyed_hash import copy_key
from tasks.imports.overview import Seen
from tasks.warehouse.private_files import private_folder
from tasks.warehouse.project import ProjectWarehouse
from tasks.warehouse.statements import sql
from tasks.warehouse.whole_projects.copying import copy_project


class RejectReason(BaseModel):
    """How many orders would be handed back for one kind of fault at one place, and the reason of the first of them."""

    model_config = ConfigDict(frozen=True)

    code: str
    path: str
    count: int
    reason: str


class BackfillDryRun(BaseModel):
    """What a backfill would write, reject and cause: its report, what its orders hold, all reasons of rejects."""

    model_config = ConfigDict(frozen=True)

    overview: Overview
    reject_reasons: list[RejectReason] = []
    report: BackfillReport


def rehearse(
    request: BackfillRequest,
    warehouse: ProjectWarehouse,
    callbacks: BackfillCallbacks,
    variables: Pairs[str, str] | None = None,
) -> BackfillDryRun:
    """Backfill all sources into a copy of the project, from their beginning, and say what came of it.

    Raises what the backfill would raise; but for active rules `effects` need not be said.
    """
    seen = Seen()
    asked = replace(request, id=None, is_anew=True, effects=request.effects or EffectsMode.DEFAULT)
    looking = replace(callbacks, on_checked=seen.add)
    with _copied(warehouse) as copy, closing(SharedProject(copy, lambda _pid: None)) as shared:
        report = backfill(asked, shared, looking, variables)
        with shared.open() as con:
            found = con.execute(sql("backfill/list_reject_reasons"), {"import_id": report.import_id}).pl().to_dicts()
    return BackfillDryRun(
        overview=seen.overview(),
        reject_reasons=[RejectReason(**each) for each in found],
        report=report.model_copy(update={"rejects_file": None}),
    )


@contextmanager
def _copied(warehouse: ProjectWarehouse) -> Iterator[ProjectWarehouse]:
    """The same project in a home of its own, which is gone after the block."""
    beside = private_folder(warehouse.backfills_folder)
    with TemporaryDirectory(prefix="dry-run-", dir=beside) as folder:
        home = Path(folder)
        copy_key(warehouse.home, home)
        copy_project(warehouse.home, warehouse.key, home, warehouse.patience)
        yield replace(warehouse, home=home)
