"""What the sources of a backfill say beside what is stored of them, and what was expected."""

from pydantic import BaseModel, ConfigDict


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Sums(_Frozen):
    """Orders of one currency, status and month; amounts are in the smallest unit, of source and store."""

    currency: str | None
    status: str
    month: str
    source_orders: int
    source_amount: int
    store_orders: int
    store_amount: int

    @property
    def is_equal(self) -> bool:
        """Whether the store has what the source says."""
        return (self.source_orders, self.source_amount) == (self.store_orders, self.store_amount)


class ExpectedMonth(_Frozen):
    """What somebody knows of one month, of one currency or of all."""

    month: str
    orders: int | None = None
    amount: int | None = None
    currency: str | None = None


class Expectations(_Frozen):
    """What somebody knows of all orders, and of some months."""

    orders: int | None = None
    amount: int | None = None
    months: tuple[ExpectedMonth, ...] = ()


NOTHING_EXPECTED = Expectations()


class Reconciliation(_Frozen):
    """`row_count` orders of the sources are imported, merged into others, handed back, or stale.

    `sums` leave out the `written_since_count` orders that somebody else has changed since. `empty_months` have no
    order, and lie between the first and the last that have. `differences` say what does not agree, a line each.
    """

    row_count: int
    imported_count: int
    merged_count: int
    rejected_count: int
    stale_count: int
    written_since_count: int = 0
    sums: list[Sums] = []
    empty_months: list[str] = []
    differences: list[str] = []
