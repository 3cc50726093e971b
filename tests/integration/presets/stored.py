"""What a database holds after a file was imported, in the words that a plain computation over the file has too."""

from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from schemas.ids import ProjectKey, new_import_id
from schemas.reports.report import ImportReport
from tasks.imports.attempt import NO_CALLBACKS, Attempt
from tasks.imports.core import run_stages
from tasks.imports.reading import reader
from tasks.imports.request import ImportRequest
from tasks.warehouse.memory import open_memory
from tasks.warehouse.migrations import migrate

FIXTURES = Path(__file__).parent / "fixtures"
_ORDERS = """
SELECT o.source_id, o.status, strftime(o.created_at, '%Y-%m'),
    o.amount - coalesce(o.discount_amount, 0) - o.items_discount_amount, c.source_id
FROM orders o LEFT JOIN customers c ON c.id = o.customer_id
"""


@dataclass(frozen=True)
class Order:
    """One order: its status, its month, what it comes to less discounts and refunds, and its customer's key."""

    status: str
    month: str
    net: int
    customer: str | None


Orders = dict[str, Order]


def customers(orders: Orders) -> set[str]:
    """The keys of all customers."""
    return {order.customer for order in orders.values() if order.customer}


def net_per_month(orders: Orders) -> dict[str, int]:
    """What was spent in each month: over PAID and FULFILLED orders."""
    totals: dict[str, int] = defaultdict(int)
    for order in orders.values():
        if order.status in ("PAID", "FULFILLED"):
            totals[order.month] += order.net
    return dict(totals)


class Project:
    """A project in memory."""

    rejects_folder = None

    def __init__(self, con) -> None:
        self._con = con

    @contextmanager
    def open(self):
        yield self._con

    def load(self, path: Path, **asked: object) -> ImportReport:
        request = ImportRequest(new_import_id(), ProjectKey("t", "p"), str(path), **asked)
        return run_stages(Attempt(request), self, reader(lambda: 10_000), NO_CALLBACKS)

    def orders(self) -> Orders:
        return {source_id: Order(*rest) for source_id, *rest in self._con.execute(_ORDERS).fetchall()}

    def rows(self, query: str) -> list[tuple]:
        return self._con.execute(query).fetchall()


@contextmanager
def project():
    with open_memory() as con:
        migrate(con)
        yield Project(con)
