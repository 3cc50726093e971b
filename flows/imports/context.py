"""One import while it runs: what was asked for, when it began, how long each stage took; and its report."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.cli.progress import stage_begins
from flows.imports.artifacts import ProgressBar
from flows.settings import Settings
from schemas.clock import utc_now
from schemas.effects.effects import EffectsMode, ImportEffects
from schemas.errors import OrdersError
from schemas.ids import ProjectKey
from schemas.report import ImportReport, ImportStatus, Loaded, Reject, SegmentRefresh
from tasks.extract.source import shown_name


@dataclass
class Job:
    """What one run of the flow knows of its import; `batch` is owned by `flows.imports.stages` and
    `flows.imports.prefetch`, `stages` are milliseconds.

    `is_again`: an earlier run may have worked on the same import.
    """

    key: ProjectKey
    import_id: str
    run_id: str
    source: str
    format: str | None
    mapping: str | None
    settings: Settings
    bar: ProgressBar
    is_again: bool = False
    effects: EffectsMode = EffectsMode.DEFAULT
    effects_limit: int | None = None
    batch: Any = None
    started_at: datetime = field(default_factory=utc_now)
    stages: dict[str, float] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """The import's time as the database has it: naive UTC. One import has one time."""
        return self.started_at.replace(tzinfo=None)

    def start(self) -> None:
        """The import has its lane: this is the time that it has."""
        self.started_at = utc_now()
        self.bar.start()

    def take_batch(self) -> Any:
        """The batch, held here no longer: whoever takes it can let go of the parts it has done with."""
        batch, self.batch = self.batch, None
        return batch

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Note how long the block takes."""
        stage_begins.get()(stage)
        start = time.perf_counter()
        yield
        self.stages[stage] = round((time.perf_counter() - start) * 1000, 1)


def finished_report(
    job: Job,
    loaded: Loaded,
    failed: list[Reject],
    refreshed: list[SegmentRefresh],
    effects: ImportEffects,
    rejects_file: Path | None,
) -> ImportReport:
    """The report of an import that is done."""
    return ImportReport(
        **_facts(job),
        **{name: getattr(loaded, name) for name in Loaded.model_fields},
        status=ImportStatus.DONE,
        failed=failed,
        segments=refreshed,
        effects=effects,
        rejects_file=None if rejects_file is None else str(rejects_file),
    )


def failed_report(job: Job, error: Exception) -> ImportReport:
    """The report of an import that was refused, or that something kept from running."""
    known = isinstance(error, OrdersError)
    message = error.message if known else f"Something unexpected went wrong: {type(error).__name__}: {error}"
    return ImportReport(
        **_facts(job),
        status=ImportStatus.FAILED,
        error=message,
        hint=error.hint if known else "Run it again with --debug to see where.",
    )


def _facts(job: Job) -> dict[str, object]:
    return {
        "import_id": job.import_id,
        "tenant": job.key.tenant,
        "project": job.key.project,
        "source": shown_name(job.source),
        "format": job.format,
        "created_at": job.started_at,
        "updated_at": utc_now(),
        "stages": job.stages,
    }
