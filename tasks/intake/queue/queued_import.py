"""One action in the queue: what it was asked to do, and how far it has come."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Protocol, Self

from schemas.action_type import ActionType
from schemas.clock import utc_now
from schemas.ids import ProjectKey
from schemas.reports.report import ImportStatus

COLUMNS = """position, import_id, tenant, project, parameters, size, request_id, accepted_at, attempt, flow_run_id,
    place, status, progress, started_at, waits_for, waited, ended_at, message, detail, kind,
    asked_to, paused_at, report"""


class AnyAsked(Protocol):
    """What an action of any kind was asked to do."""

    @property
    def kind(self) -> ActionType:
        """Which kind it is."""

    def as_parameters(self) -> dict[str, object]:
        """The parameters of its flow, ready for JSON, without tenant, project and the action's id."""


@dataclass(frozen=True, slots=True)
class AskedAction:
    """What an action that is no import was asked to do, as parameters of the flow of its kind."""

    kind: ActionType
    parameters: dict[str, object]

    def as_parameters(self) -> dict[str, object]:
        """The parameters that were given."""
        return {name: value for name, value in self.parameters.items() if value is not None}


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
    restore_erased: bool | None = None

    @property
    def kind(self) -> ActionType:
        """An import."""
        return ActionType.ORDERS_IMPORT

    def as_parameters(self) -> dict[str, object]:
        """What was said, and no more: the flow has its defaults."""
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True, slots=True)
class QueuedImport:
    """One row of the queue; times are aware UTC. See `migrations/0002_import_queue.sql`, `0004` and `0005`."""

    position: int
    import_id: str
    key: ProjectKey
    parameters: dict[str, object]
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
    kind: ActionType
    asked_to: str | None
    paused_at: datetime | None
    report: str | None

    @classmethod
    def of_row(cls, row: tuple[object, ...]) -> Self:
        """From the columns `COLUMNS`."""
        names = [name.strip() for name in COLUMNS.split(",")]
        values = dict(zip(names, row, strict=True))
        key = ProjectKey(str(values.pop("tenant")), str(values.pop("project")))
        times = ("accepted_at", "started_at", "ended_at", "paused_at")
        moments = {name: None if values[name] is None else datetime.fromisoformat(str(values[name])) for name in times}
        parsed = {
            "parameters": json.loads(str(values["parameters"])),
            "status": ImportStatus(str(values["status"])),
            "kind": ActionType(str(values["kind"])),
        }
        return cls(**{**values, **moments, **parsed, "key": key})

    @property
    def is_by_request(self) -> bool:
        """Whether it came over HTTP, and not from a shell, a schedule or Prefect's UI."""
        return self.request_id != self.import_id

    @property
    def sources(self) -> list[str]:
        """What it reads, by the parameters `source` and `sources` of its flow."""
        source, several = self.parameters.get("source"), self.parameters.get("sources")
        return [str(each) for each in (several if isinstance(several, list) else [source]) if each is not None]

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
