"""A bulk update of a body, into a project of a test's own."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from schemas.action_type import ActionType
from schemas.reports.report import ImportReport
from tasks.bulk.request import BulkRequest
from tasks.bulk.update import bulk_update
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.statements import Connection
from tests.support.projects.stages import KEY

CUSTOMERS, PRODUCTS = ActionType.CUSTOMERS_BULK_UPDATE, ActionType.PRODUCTS_BULK_UPDATE
CUSTOMER_METADATA = ActionType.CUSTOMERS_METADATA_UPDATE
PRODUCT_METADATA = ActionType.PRODUCTS_METADATA_UPDATE
CUSTOMER_TABLE, PRODUCT_TABLE = ActionType.CUSTOMERS_IMPORT_CSV, ActionType.PRODUCTS_IMPORT_CSV
SKU_TABLE = ActionType.SKUS_IMPORT_CSV


@dataclass
class BulkWorld:
    """One project in `home`, and its bulk updates, `imp_1` and so on."""

    home: Path
    count: int = 0
    rejects_folder: None = None

    @contextmanager
    def open(self) -> Iterator[Connection]:
        with open_warehouse(self.home, KEY) as con:
            yield con

    def update(self, type: ActionType, body: object, action_id: str | None = None, **asked: str) -> ImportReport:
        """Send a body: bytes as they are, anything else as JSON."""
        self.count += 1
        source = self.home / f"{self.count}.json"
        source.write_bytes(body if isinstance(body, bytes) else json.dumps(body).encode())
        return bulk_update(BulkRequest(action_id or f"imp_{self.count}", KEY, type, str(source), **asked), self)
