"""A project with an import whose report has something to show in each of its parts."""

import json
from pathlib import Path

from schemas.ids import ProjectKey
from schemas.reports.report import ImportReport
from tasks.imports.core import import_orders
from tasks.imports.reading import reader
from tasks.imports.request import ImportRequest
from tasks.warehouse.project import ProjectWarehouse

KEY = ProjectKey("acme", "shop")
FIRST, SECOND = (f"imp_{digit * 32}" for digit in "12")


def order(number: str, at: str, amount: int, **fields: object) -> dict[str, object]:
    """A paid order in euros, of one mug."""
    mug = {"source_id": "mug", "related_object": "product", "quantity": 2, "amount": amount, "product": {"name": "Mug"}}
    made = {"source_id": number, "created_at": f"{at}T12:00:00Z", "amount": amount, "status": "PAID", "items": [mug]}
    return {**made, "metadata": {"currency": "EUR"}, "customer": {"source_id": f"c-{number}"}, **fields}


ORDERS = [
    order("a", "2024-01-05", 123_450),
    order("b", "2024-01-20", 50_000, status="CANCELED"),
    order("c", "2024-05-01", 1_000, discount_amount=100),
    order("d", "2024-05-02", 700, metadata={"currency": "JPY"}),
    {"source_id": "e", "amount": -1},
    {"source_id": "f", "amount": -2},
    {"source_id": "g", "amount": "12"},
]


def run_import(home: Path, orders: list[dict[str, object]], import_id: str = FIRST) -> ImportReport:
    """Import these orders into the project."""
    home.mkdir(parents=True, exist_ok=True)
    source = home / f"{import_id}.ndjson"
    source.write_text("\n".join(map(json.dumps, orders)), encoding="utf-8")
    request = ImportRequest(import_id, KEY, str(source))
    return import_orders(request, ProjectWarehouse(KEY, home, 1.0), reader(lambda: 1000))
