"""Drives the stages that stand between a text and the tables, and reads the tables back."""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

import polars as pl

from schemas.ids import ProjectKey
from schemas.orders.frames import Extracted, Staged, without_faults
from schemas.orders.source_format import SourceFormat
from schemas.reports.report import Loaded
from tasks.load.load import write
from tasks.transform.transform import transform
from tasks.validate.validate import validate
from tasks.warehouse.key_hashes import HASHED, hash_of
from tasks.warehouse.statements import Connection, transaction
from tests.support.laws.model import PREFIXES, Model

KEY = ProjectKey("t", "p")
NOW = datetime(2026, 1, 2, 3, 4, 5)
BUSINESS = ("orders", "order_items", "customers", "products", "skus")
WRITTEN = (*BUSINESS, "order_versions", "order_item_versions", "customer_versions", "product_versions")
WRITTEN += ("sku_versions", "row_mentions", "rejects", "imports", "pending_refreshes")
JSON_COLUMNS = ("metadata", "product", "sku", "attributes")


def extracted(texts: list[str], first_row: int = 0) -> Extracted:
    """These texts as if they had been read from a file, at `first_row` and on."""
    orders = without_faults(pl.Series(texts, dtype=pl.String)).with_row_index("row", first_row)
    return Extracted("orders.ndjson", SourceFormat.NDJSON, orders)


def as_texts(orders: list[dict[str, Any]]) -> list[str]:
    """The orders as JSON."""
    return [json.dumps(order) for order in orders]


def stage_texts(
    con: Connection, texts: list[str], import_id: str = "imp_1", now: datetime = NOW, first_row: int = 0
) -> Staged:
    """Validate and transform; nothing is written."""
    return transform(con, validate(extracted(texts, first_row), 10_000), KEY, import_id, now)


def load(con: Connection, staged: Staged, import_id: str, now: datetime) -> Loaded:
    """Commit what was staged before, all of it or nothing."""
    with transaction(con):
        return write(con, staged, import_id, now)


def import_texts(
    con: Connection, texts: list[str], import_id: str = "imp_1", now: datetime = NOW, first_row: int = 0
) -> tuple[Staged, Loaded]:
    """Validate, transform and load one batch."""
    staged = stage_texts(con, texts, import_id, now, first_row)
    begin = "INSERT INTO imports (id, source, status, started_at) SELECT $id, 'orders.ndjson', 'IN_PROGRESS', $now"
    con.execute(f"{begin} WHERE $id NOT IN (SELECT id FROM imports)", {"id": import_id, "now": now})
    return staged, load(con, staged, import_id, now)


def import_orders(con: Connection, *orders: dict[str, Any], import_id: str = "imp_1") -> tuple[Staged, Loaded]:
    """Import orders given as Python values."""
    return import_texts(con, as_texts(list(orders)), import_id)


def import_one_by_one(con: Connection, texts: list[str], import_id: str = "imp_1") -> None:
    """Import each text on its own, at the position it has among them."""
    for row, text in enumerate(texts):
        import_texts(con, [text], import_id, first_row=row)


def import_into_model(texts: list[str], *, before: list[str] = ()) -> tuple[Model, list[int]]:
    """What the contract makes of the texts, after an import of `before`; and the rows it rejects."""
    model = Model(str(KEY), NOW)
    for row, text in enumerate(before):
        model.import_order(text, row, "imp_0")
    return model, [row for row, text in enumerate(texts) if not model.import_order(text, row, "imp_1")]


def rows(con: Connection, table: str) -> list[dict[str, Any]]:
    """All rows of a table, JSON decoded, in an order of their own; less the hashes of keys, which are right."""
    hashes = {f"{key}_hash": hash_of(key) for key in HASHED.get(table, ())}
    for name, right in hashes.items():
        assert con.execute(f"SELECT count(*) FROM {table} WHERE {name} IS DISTINCT FROM {right}").fetchone() == (0,)
    others = f"* EXCLUDE ({', '.join(hashes)})" if hashes else "*"
    found = con.execute(f"SELECT {others} FROM {table} ORDER BY ALL")
    names = [column[0] for column in found.description]
    return [{name: _plain(name, value) for name, value in zip(names, row, strict=True)} for row in found.fetchall()]


def _plain(name: str, value: Any) -> Any:
    is_json = name in JSON_COLUMNS and isinstance(value, str) and value[:1] == "{"
    return json.loads(value, parse_float=Decimal) if is_json else value


def state(con: Connection, *without: str) -> dict[str, list[dict[str, Any]]]:
    """Everything of business in the database, less the columns named."""
    return {
        table: [{name: value for name, value in row.items() if name not in without} for row in rows(con, table)]
        for table in BUSINESS
    }


def state_of(model: Model) -> dict[str, list[dict[str, Any]]]:
    """The model's tables in the form of `state`."""
    tables = {name: [{"id": key, **row} for key, row in kept.items()] for name, kept in model.tables.items()}
    tables["order_items"] = [
        {"order_id": order["id"], "item_index": index, **item}
        for order in tables["orders"]
        for index, item in enumerate(order.pop("items"))
    ]
    return {name: tables[name] for name in (*PREFIXES, "order_items")}


def unordered(state: dict[str, list[dict[str, Any]]]) -> dict[str, list[str]]:
    """A state in which neither rows nor columns have an order, and 1, 1.0 and true are three values."""
    return {name: sorted(json.dumps(row, sort_keys=True, default=str) for row in kept) for name, kept in state.items()}


def hash_keys(con: Connection) -> None:
    """Give rows that were written with SQL the hashes of their keys."""
    for table, keys in HASHED.items():
        for key in keys:
            con.execute(f"ALTER TABLE {table} ALTER {key}_hash TYPE UINTEGER USING {hash_of(key)}")


def clear(con: Connection) -> None:
    """Forget everything that an import writes."""
    for table in WRITTEN:
        con.execute(f"DELETE FROM {table}")
