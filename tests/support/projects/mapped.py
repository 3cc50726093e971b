"""What a mapping makes of a few cells."""

import json
import tomllib
from collections.abc import Mapping as Pairs

import polars as pl

from schemas.mapping.mapping import Mapping
from tasks.extract.lines.frames import Lines
from tasks.extract.lines.orders import orders_from_lines
from tasks.extract.mapped_orders import MappedOrders

MONEY = '\n[money]\ncurrency = "USD"\n'
DATES = '\n[dates]\nformat = "%Y-%m-%d %H:%M"\n'


def mapped(columns: Pairs[str, list], mapping: str) -> MappedOrders:
    """The orders in columns; `mapping` is TOML, in which an order's number is in the column `no` unless it says."""
    given = tomllib.loads(mapping)
    height = len(next(iter(columns.values())))
    numbers = {} if "no" in columns else {"no": [str(at) for at in range(height)]}
    whole = {**given, "order": {"source_id": "no", **given.get("order", {})}}
    return orders_from_lines(Lines(pl.DataFrame({**numbers, **columns})), Mapping.model_validate(whole))


def orders(columns: Pairs[str, list], mapping: str) -> list[dict]:
    """The same as JSON values, none of which may have a fault."""
    found = mapped(columns, mapping).orders
    assert found["reason"].drop_nulls().to_list() == []
    return [json.loads(raw) for raw in found["raw"]]


def metadata(columns: Pairs[str, list], value: str, rest: str = "") -> list[object]:
    """What one value in the metadata of each order comes to; null where it is absent."""
    found = orders(columns, f"order.metadata.x = {value}\n{rest}")
    return [order.get("metadata", {}).get("x") for order in found]


def faults(columns: Pairs[str, list], mapping: str) -> list[tuple[str, str, str] | None]:
    """Code, path and reason of each order."""
    found = mapped(columns, mapping).orders
    return [row if row[2] else None for row in found.select("code", "path", "reason").rows()]
