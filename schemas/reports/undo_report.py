"""What one undo did, or would do, as one value which the shell and the API render."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from schemas.reports.action_report import ActionReport
from schemas.reports.report import ImportReport, ImportStatus, SegmentRefresh, Written

MOST_LISTED = 1_000


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Changed(_Frozen):
    """How many rows of one kind went, came back, and got other values."""

    removed: int = 0
    restored: int = 0
    changed: int = 0


class Kept(_Frozen):
    """One value, or with the field `*` one row, that was left as it is; and who is the reason: imports and updates.

    `before` is what it would have been set to, `now` what it is. Both are said and not stored.
    """

    kind: str
    id: str
    source_id: str | None = None
    field: str
    why: str
    written_by: list[str] = []
    before: str | None = None
    now: str | None = None

    def for_storage(self) -> "Kept":
        """Without values of the data."""
        name = None if self.kind == "customer" else self.source_id
        return self.model_copy(update={"before": None, "now": None, "source_id": name})


class SentDelivery(_Frozen):
    """One message that had gone out, or was about to."""

    id: str
    rule_id: str
    rule_name: str | None = None
    event_type: str
    customer_id: str | None = None
    status: str
    finished_at: datetime | None = None


class UndoneEffects(_Frozen):
    """What became of the effects: `sent` has the first of the deliveries that went out, which nothing takes back."""

    points: int = Field(0, description="Points given or, where negative, taken back.")
    dropped_count: int = 0
    released_count: int = 0
    sent_count: int = 0
    sent: list[SentDelivery] = []


class UndoReport(_Frozen):
    """What happened in one undo; times are UTC. `kept` has the first of what was left alone."""

    undo_id: str
    tenant: str
    project: str
    undone: list[str]
    is_undo_of_undo: bool = False
    status: ImportStatus = ImportStatus.IN_PROGRESS
    created_at: datetime
    updated_at: datetime
    orders: Changed = Changed()
    customers: Changed = Changed()
    products: Changed = Changed()
    skus: Changed = Changed()
    kept_count: int = 0
    kept: list[Kept] = []
    effects: UndoneEffects = UndoneEffects()
    segments: list[SegmentRefresh] = []

    @property
    def row_count(self) -> int:
        """Orders that went, came back or changed."""
        return self.orders.removed + self.orders.restored + self.orders.changed

    @property
    def message(self) -> str:
        """The one-line outcome."""
        orders = self.orders
        kept = f" {self.kept_count:,} value(s) were left alone." if self.kept_count else ""
        return f"{orders.removed:,} order(s) removed, {orders.restored:,} restored, {orders.changed:,} changed.{kept}"

    @property
    def source(self) -> str:
        """What to call it in the list of imports."""
        return f"undo of {', '.join(self.undone)}"

    def for_storage(self) -> "UndoReport":
        """Without values of the data, and without names of people."""
        return self.model_copy(update={"kept": [each.for_storage() for each in self.kept]})

    def as_action(self) -> ActionReport:
        """The same as what came of an async action."""
        details = self.for_storage().model_dump(mode="json")
        return ActionReport(message=self.message, done_count=self.row_count, details=details)

    def as_import(self) -> ImportReport:
        """The same in the shape of an import's report, for the project's history."""
        both = (ImportReport.model_fields.keys() & UndoReport.model_fields.keys()) - {*_KINDS, "effects"}
        kinds = {name: _written(getattr(self, name)) for name in _KINDS}
        said = {name: getattr(self, name) for name in both}
        counts = {"row_count": self.row_count, "done_count": self.row_count}
        return ImportReport(import_id=self.undo_id, source=self.source, **said, **kinds, **counts)


_KINDS = ("orders", "customers", "products", "skus")


def _written(changed: Changed) -> Written:
    return Written(inserted=changed.restored, updated=changed.changed + changed.removed)
