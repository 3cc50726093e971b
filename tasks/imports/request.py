"""What one import is asked to do, and one attempt at it."""

from dataclasses import dataclass, field
from datetime import datetime

from schemas.clock import naive_utc, utc_now
from schemas.effects.effects import EffectsMode
from schemas.ids import ProjectKey
from schemas.orders.source_format import SourceFormat
from tasks.imports.stages import Stage


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """One import: which orders go into which project, and what that may cause.

    `source` is a path, `-` or a URL; `format` is found from name and content unless given; `mapping` is the path of a
    TOML file for line items. `flow_run_id` is that of the Prefect run, if there is one.
    """

    import_id: str
    key: ProjectKey
    source: str
    format: SourceFormat | None = None
    mapping: str | None = None
    effects: EffectsMode = EffectsMode.DEFAULT
    effects_limit: int | None = None
    flow_run_id: str | None = None


@dataclass
class Attempt:
    """One try at an import: when it began (aware UTC), what was found out about it, milliseconds of each stage."""

    request: ImportRequest
    started_at: datetime = field(default_factory=utc_now)
    format: SourceFormat | None = None
    stages: dict[Stage, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.format = self.format or self.request.format

    @property
    def now(self) -> datetime:
        """The import's time as the database has it: naive UTC. One import has one time."""
        return naive_utc(self.started_at)
