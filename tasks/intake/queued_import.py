"""One import in the queue: what it was asked to do, and how far it has come."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Self

from schemas.clock import utc_now
from schemas.ids import ProjectKey
from schemas.report import ImportStatus

COLUMNS = """position, import_id, tenant, project, parameters, size, request_id, accepted_at, attempt, flow_run_id,
    place, status, progress, started_at, waits_for, waited, ended_at, message, detail, report"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an import was asked to do, as parameters of the flow; without a source that must not be kept."""

    source: str | None
    format: str | None = None
    mapping: str | None = None
    preset: str | None = None
    encoding: str | None = None
    currency: str | None = None
    time_zone: str | None = None
    date_format: str | None = None
    effects: str | None = None
    effects_limit: int | None = None

    def as_parameters(self) -> dict[str, str | int]:
        """What was said, and no more: the flow has its defaults."""
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True, slots=True)
class QueuedImport:
    """One row of the queue; times are aware UTC. See `migrations/0002_import_queue.sql`."""

    position: int
    import_id: str
    key: ProjectKey
    parameters: dict[str, str | int]
    size: int
    request_id: str
    accepted_at: datetime
    attempt: int
    flow_run_id: str | None
    place: int | None
    status: ImportStatus
    progress: int
    started_at: datetime | None
    waits_for: str | None
    waited: float
    ended_at: datetime | None
    message: str | None
    detail: str | None
    report: str | None

    @classmethod
    def of_row(cls, row: tuple[object, ...]) -> Self:
        """From the columns `COLUMNS`."""
        names = [name.strip() for name in COLUMNS.split(",")]
        values = dict(zip(names, row, strict=True))
        key = ProjectKey(str(values.pop("tenant")), str(values.pop("project")))
        times = ("accepted_at", "started_at", "ended_at")
        moments = {name: None if values[name] is None else datetime.fromisoformat(str(values[name])) for name in times}
        parsed = {"parameters": json.loads(str(values["parameters"])), "status": ImportStatus(str(values["status"]))}
        return cls(**{**values, **moments, **parsed, "key": key})

    @property
    def run_key(self) -> str:
        """What makes its flow run one and the same, however often Prefect's server is asked to make it."""
        return self.import_id if self.attempt == 1 else f"{self.import_id}:{self.attempt}"


def now() -> str:
    """The time, as the queue has it."""
    return written(utc_now())


def written(at: datetime) -> str:
    """An aware UTC time as the queue has it: of one width, so that texts compare as times do."""
    return at.isoformat(timespec="microseconds")
