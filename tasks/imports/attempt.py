"""One attempt at an import: what is found out about it on the way, how long its stages take, and who watches."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from schemas.clock import naive_utc, utc_now
from schemas.orders.source_format import SourceFormat
from schemas.reports.report import ImportReport
from tasks.imports.request import ImportRequest
from tasks.imports.stages import Stage, StageRunner, run_here

T = TypeVar("T")


@dataclass
class Attempt:
    """One try at an import: when it began (aware UTC), what was found out about it, milliseconds of each stage."""

    request: ImportRequest
    started_at: datetime = field(default_factory=utc_now)
    format: SourceFormat | None = None
    preset: str | None = None
    stages: dict[Stage, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.format = self.format or self.request.format
        self.preset = self.preset or self.request.preset

    @property
    def now(self) -> datetime:
        """The import's time as the database has it: naive UTC. One import has one time."""
        return naive_utc(self.started_at)


@dataclass(frozen=True, slots=True)
class Callbacks:
    """What a front end adds: it runs the stages, watches them begin, and hears of a failure before it is raised."""

    run_stage: StageRunner = run_here
    on_stage: Callable[[Stage], None] = lambda _stage: None
    on_failure: Callable[[ImportReport], None] = lambda _report: None


NO_CALLBACKS = Callbacks()


def timed(attempt: Attempt, stage: Stage, callbacks: Callbacks, work: Callable[[], T]) -> T:
    """Do the work of a stage, with its beginning announced and its time noted."""
    callbacks.on_stage(stage)
    start = time.perf_counter()
    made = callbacks.run_stage(stage, work)
    attempt.stages[stage] = round((time.perf_counter() - start) * 1000, 1)
    return made
