"""The outcome of one import as one value, which the flow, the CLI, the API and the artifacts all render."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from schemas.effects.effects import ImportEffects
from schemas.ids import action_id_of


class ImportStatus(StrEnum):
    """`status` of an async action (contract §1)."""

    ENQUEUED = "ENQUEUED"
    IN_PROGRESS = "IN_PROGRESS"
    DONE = "DONE"
    FAILED = "FAILED"


OPERATION_STATUS = {
    ImportStatus.ENQUEUED: "UNKNOWN",
    ImportStatus.IN_PROGRESS: "UNKNOWN",
    ImportStatus.DONE: "SUCCESS",
    ImportStatus.FAILED: "FAILED",
}


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Reject(_Frozen):
    """One order handed back: `row` is 0-based in the source, `path` a JSON path such as `$.items[0].quantity`."""

    row: int
    source_id: str | None = None
    path: str
    reason: str


class Written(_Frozen):
    """How many rows of one kind an import inserted and updated."""

    inserted: int = 0
    updated: int = 0


class Warned(_Frozen):
    """Something worth knowing that stopped nothing: how often, and for instance where."""

    code: str
    message: str
    count: int
    rows: list[int] = []


class SegmentRefresh(_Frozen):
    """What one import did to one segment."""

    id: str
    name: str
    entered: int = 0
    left: int = 0
    members: int = 0


class Loaded(_Frozen):
    """What a committed load wrote, and what was worth knowing about it; kept so that a resumed import can tell."""

    row_count: int
    done_count: int
    orders: Written
    customers: Written
    products: Written
    skus: Written
    warnings: list[Warned] = []


class Refreshed(_Frozen):
    """What an import has done once the segments of its customers are up to date, by auto-update segment."""

    loaded: Loaded
    segments: list[SegmentRefresh]


class ImportReport(_Frozen):
    """What happened in one import; times are UTC, `stages` are milliseconds by stage name."""

    import_id: str
    tenant: str
    project: str
    source: str
    format: str | None = None
    status: ImportStatus
    created_at: datetime
    updated_at: datetime
    row_count: int = 0
    done_count: int = 0
    failed: list[Reject] = []
    orders: Written = Written()
    customers: Written = Written()
    products: Written = Written()
    skus: Written = Written()
    warnings: list[Warned] = []
    segments: list[SegmentRefresh] = []
    effects: ImportEffects | None = None
    stages: dict[str, float] = {}
    rejects_file: str | None = None
    error: str | None = None
    hint: str | None = None

    @property
    def failed_count(self) -> int:
        """Orders handed back."""
        return len(self.failed)

    @property
    def message(self) -> str:
        """The one-line outcome, in the words of contract §1; the reason where nothing was imported."""
        if self.error is not None:
            return self.error
        return f"{self.done_count} order(s) imported successfully, {self.failed_count} failed."

    @property
    def progress(self) -> int:
        """0 to 100: loading is most of the way, the segment refresh the rest."""
        return 100 if self.status in (ImportStatus.DONE, ImportStatus.FAILED) else 80 if self.row_count else 0

    def async_action(self) -> dict[str, Any]:
        """The async-action record of contract §1 with this project's extensions, ready for JSON."""
        result = {"message": self.message, "done_count": self.done_count, "failed_count": self.failed_count}
        written = {name: getattr(self, name).model_dump() for name in ("orders", "customers", "products", "skus")}
        return {
            "id": action_id_of(self.import_id),
            "type": "ORDERS.IMPORT",
            "status": self.status.value,
            "operation_status": OPERATION_STATUS[self.status],
            "progress": self.progress,
            "processing_time": round((self.updated_at - self.created_at).total_seconds() * 1000),
            "created_at": _zulu(self.created_at),
            "updated_at": _zulu(self.updated_at),
            "request_id": self.import_id,
            "result": {**result, "failed": [reject.model_dump() for reject in self.failed]},
            "object": "async_action",
            "import_id": self.import_id,
            "hint": self.hint,
            **written,
            "warnings": [warned.model_dump() for warned in self.warnings],
            "segments": [segment.model_dump() for segment in self.segments],
            "effects": None if self.effects is None else self.effects.as_json(),
            "rejects_file": self.rejects_file,
            "stages": self.stages,
        }


def _zulu(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "") + "Z"
