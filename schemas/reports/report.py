"""The outcome of one import as one value, which the flow, the CLI, the API and the artifacts all render."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from schemas.effects.effects import ImportEffects
from schemas.reports.reconciliation import Reconciliation


class ImportStatus(StrEnum):
    """`status` of an async action (contract §1)."""

    ENQUEUED = "ENQUEUED"
    IN_PROGRESS = "IN_PROGRESS"
    DONE = "DONE"
    FAILED = "FAILED"


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
    """What a committed load wrote, and what was worth knowing about it; kept so that a resumed import can tell.

    `stale_count` is how many orders were older than what is stored, and so left alone.
    """

    row_count: int
    done_count: int
    stale_count: int = 0
    orders: Written
    customers: Written
    products: Written
    skus: Written
    warnings: list[Warned] = []

    @property
    def failed_count(self) -> int:
        """Orders handed back: all that are neither written nor older than what is stored."""
        return self.row_count - self.done_count - self.stale_count


class Refreshed(_Frozen):
    """What an import has done once the segments of its customers are up to date, by auto-update segment."""

    loaded: Loaded
    segments: list[SegmentRefresh]


class ImportReport(_Frozen):
    """What happened in one import; times are UTC, `stages` are milliseconds by stage name; `preset` names the
    shipped mapping by which the source was read; `stale_count` orders were older than what is stored, and left alone;
    `reconciliation` is that of a backfill. A bulk update has one too: its rows are customers, products or SKUs, as
    `noun` says.

    Of one that failed, `error` and `hint` are for anybody, `detail` and `operator_hint` for the operator instead, as in
    `schemas.errors`.
    """

    import_id: str
    tenant: str
    project: str
    source: str
    format: str | None = None
    preset: str | None = None
    noun: str = "order"
    status: ImportStatus
    created_at: datetime
    updated_at: datetime
    row_count: int = 0
    done_count: int = 0
    stale_count: int = 0
    failed: list[Reject] = []
    orders: Written = Written()
    customers: Written = Written()
    products: Written = Written()
    skus: Written = Written()
    warnings: list[Warned] = []
    segments: list[SegmentRefresh] = []
    effects: ImportEffects | None = None
    reconciliation: Reconciliation | None = None
    stages: dict[str, float] = {}
    rejects_file: str | None = None
    error: str | None = None
    hint: str | None = None
    detail: str | None = None
    operator_hint: str | None = None

    @property
    def failed_count(self) -> int:
        """Orders handed back."""
        return len(self.failed)

    @property
    def message(self) -> str:
        """The one-line outcome, in the words of contract §1; the reason where nothing was imported."""
        if self.error is not None:
            return self.error
        return f"{self.done_count} {self.noun}(s) imported successfully, {self.failed_count} failed."

    @property
    def operator_message(self) -> str:
        """The one-line outcome as the operator reads it."""
        return self.detail or self.message

    @property
    def progress(self) -> int:
        """0 to 100: loading is most of the way, the segment refresh the rest; 100 only when it is done."""
        return 100 if self.status is ImportStatus.DONE else 80 if self.row_count else 0
