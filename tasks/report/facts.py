"""What a report says, as values: sums of columns, never rows of orders. Amounts are in the smallest unit of money."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from schemas.effects.effects import RuleEffects
from schemas.ids import ProjectKey
from schemas.reports.report import ImportReport, ImportStatus, SegmentRefresh


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class MonthSums(_Frozen):
    """Orders of one month such as 2020-02 and one currency, and the revenue of those that are paid or fulfilled."""

    currency: str | None
    month: str
    order_count: int
    revenue_amount: int


class StatusSums(_Frozen):
    """Orders of one currency and status; the amount is net of discounts."""

    currency: str | None
    status: str
    order_count: int
    net_amount: int


class ProductSums(_Frozen):
    """One product or SKU among the items of paid and fulfilled orders; the amount is net of the items' discounts."""

    currency: str | None
    name: str | None
    number: str | None
    order_count: int
    item_count: int
    revenue_amount: int


class RejectSample(_Frozen):
    """One order that was handed back; `row` is 0-based in the source."""

    import_id: str
    row: int
    source_id: str | None
    reason: str


class RejectKind(_Frozen):
    """Orders handed back for one kind of fault at one path, in which [] stands for any position; the first of them."""

    code: str
    path: str
    order_count: int
    samples: list[RejectSample]


class ImportLine(_Frozen):
    """One import of a project's history; times are naive UTC."""

    id: str
    source: str
    preset: str | None
    status: ImportStatus
    started_at: datetime
    done_count: int
    failed_count: int


class ReportFacts(_Frozen):
    """All that a page shows; `of_import` is null on that of a whole project, `imports` has its newest then.

    `currency` is that of orders which state none; `stages` are milliseconds by the name of the stage, of all imports on
    a project's page.
    """

    key: ProjectKey
    currency: str | None = None
    made_at: datetime
    of_import: ImportReport | None
    imports: list[ImportLine] = []
    import_count: int = 1
    customer_count: int
    months: list[MonthSums]
    statuses: list[StatusSums]
    products: list[ProductSums]
    rejects: list[RejectKind]
    segments: list[SegmentRefresh]
    effects: list[RuleEffects]
    stages: dict[str, float]

    @property
    def order_count(self) -> int:
        """Orders that are stored."""
        return sum(each.order_count for each in self.statuses)

    @property
    def reject_count(self) -> int:
        """Orders that were handed back."""
        return sum(each.order_count for each in self.rejects)

    @property
    def has_held_effects(self) -> bool:
        """Whether something waits for somebody to release it."""
        return any(each.held_count or each.held_points for each in self.effects)

    @property
    def currencies(self) -> list[str | None]:
        """Those of the orders, the one with most orders first."""
        counts: dict[str | None, int] = {}
        for each in self.statuses:
            counts[each.currency] = counts.get(each.currency, 0) + each.order_count
        return sorted(counts, key=lambda code: (-counts[code], code or ""))
