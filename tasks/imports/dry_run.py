"""Everything an import would do, up to the commit, and then nothing of it.

Invariant: it is the import itself (`tasks.imports.core`), in one transaction that is always rolled back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from schemas.effects.effects import ImportEffects
from schemas.orders.frames import Validated
from schemas.reports.overview import Overview
from schemas.reports.report import Loaded, Reject, SegmentRefresh
from tasks.effects.import_effects import effects_of
from tasks.imports.attempt import NO_CALLBACKS, Attempt, Callbacks
from tasks.imports.core import run_stages
from tasks.imports.overview import overview_of
from tasks.imports.reading import Reader, reader
from tasks.imports.request import ImportRequest
from tasks.warehouse.statements import Connection, rolled_back


class DryRun(BaseModel):
    """What an import would write, reject and cause: deliveries per distribution and points per rule in `effects`."""

    model_config = ConfigDict(frozen=True)

    preset: str | None = None
    overview: Overview
    loaded: Loaded
    failed: list[Reject] = []
    segments: list[SegmentRefresh] = []
    effects: ImportEffects


@dataclass(frozen=True, slots=True)
class _Rehearsal:
    """One connection in one transaction, whoever opens the warehouse how often."""

    con: Connection
    rejects_folder: None = None

    @contextmanager
    def open(self) -> Iterator[Connection]:
        yield self.con


def dry_run(con: Connection, request: ImportRequest, read: Reader, callbacks: Callbacks = NO_CALLBACKS) -> DryRun:
    """Import a batch and roll back; the id of the request must be a new one. Raises what the import would raise."""
    seen: list[Overview] = []

    def read_and_look(attempt: Attempt) -> Validated:
        validated = read(attempt)
        seen.append(overview_of(validated))
        return validated

    with rolled_back(con):
        report = run_stages(Attempt(request), _Rehearsal(con), read_and_look, callbacks)
        return DryRun(
            preset=report.preset,
            overview=seen[0],
            loaded=Loaded(**{name: getattr(report, name) for name in Loaded.model_fields}),
            failed=report.failed,
            segments=report.segments,
            effects=effects_of(con, request.import_id),
        )


def dry_run_within(con: Connection, request: ImportRequest, cap: int) -> DryRun:
    """The same with a cap that is known: work that the process which has the database open can be asked to do."""
    return dry_run(con, request, reader(lambda: cap))
