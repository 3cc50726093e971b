"""The outcome of one backfill: that of an import, with what was read of each source and how fast."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, computed_field

from schemas.effects.effects import ImportEffects
from schemas.reports.reconciliation import Reconciliation
from schemas.reports.report import ImportReport, ImportStatus, Reject, SegmentRefresh, Warned, Written


class SourceReport(BaseModel):
    """What a backfill has read of one file or URL; rows are those of the backfill, from `first_row` on."""

    model_config = ConfigDict(frozen=True)

    name: str
    format: str | None = None
    preset: str | None = None
    byte_count: int = 0
    first_row: int = 0


class BackfillReport(BaseModel):
    """What happened in one backfill; times are UTC, `failed` has the first of the orders handed back.

    `seconds` are those of the attempt that ended it, in which `attempt_row_count` orders were read.
    """

    model_config = ConfigDict(frozen=True)

    import_id: str
    tenant: str
    project: str
    sources: list[SourceReport]
    created_at: datetime
    updated_at: datetime
    row_count: int
    done_count: int
    failed_count: int
    stale_count: int = 0
    failed: list[Reject] = Field([], description="The first of the orders handed back.")
    orders: Written = Written()
    customers: Written = Written()
    products: Written = Written()
    skus: Written = Written()
    warnings: list[Warned] = []
    segments: list[SegmentRefresh] = []
    effects: ImportEffects | None = None
    rejects_file: str | None = None
    reconciliation: Reconciliation | None = None
    seconds: float
    attempt_row_count: int

    @computed_field  # type: ignore[prop-decorator]  # pydantic asks for this order, which mypy does not know
    @property
    def byte_count(self) -> int:
        """Bytes of all sources."""
        return sum(source.byte_count for source in self.sources)

    @computed_field  # type: ignore[prop-decorator]  # pydantic asks for this order, which mypy does not know
    @property
    def orders_per_second(self) -> float:
        """How fast the last attempt was."""
        return round(self.attempt_row_count / max(self.seconds, 0.001), 1)

    @property
    def differences(self) -> list[str]:
        """What of source, store and expectations does not agree."""
        return [] if self.reconciliation is None else self.reconciliation.differences

    @property
    def message(self) -> str:
        """The one-line outcome, in the words of contract §1."""
        return f"{self.done_count:,} order(s) imported successfully, {self.failed_count:,} failed."

    def as_import(self, source: str) -> ImportReport:
        """The same in the shape of an import's report, for the project's history."""
        both = ImportReport.model_fields.keys() & BackfillReport.model_fields.keys()
        said = {name: getattr(self, name) for name in both}
        formats = {each.format for each in self.sources}
        return ImportReport(
            **said, source=source, status=ImportStatus.DONE, format=formats.pop() if len(formats) == 1 else None
        )
