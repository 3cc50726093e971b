"""A shop with a segment, every kind of rule, and a batch in which everything happens that a rule can react to."""

import json
from datetime import datetime
from typing import Any

from schemas.effects.choices import EffectsMode
from schemas.effects.event_types import CATALOGUE_EVENTS, ENTERED, ORDER_EVENTS, PAID, SEGMENT_EVENTS
from schemas.reports.report import SegmentRefresh
from schemas.segments.segment_type import SegmentType
from tasks.rules.create import create_distribution, create_earning_rule, create_webhook
from tasks.segments import segments
from tasks.segments.refresh import refresh
from tasks.updates.one_order import upsert_order
from tasks.warehouse.statements import Connection
from tests.support.projects.stages import KEY, NOW, as_texts, import_texts

RICH = {"summary.orders.total_amount": {"conditions": {"$more_than_equal": 100}}}
URL = "http://127.0.0.1:9/hook"


def order(source_id: str, who: str, amount: int = 100, status: str = "PAID", **fields: Any) -> dict[str, Any]:
    """An order of a customer with an e-mail address."""
    customer = {"source_id": who, "email": f"{who}@example.com", **fields.pop("customer", {})}
    return {"source_id": source_id, "status": status, "amount": amount, "customer": customer, **fields}


def item(product: str, sku: str) -> dict[str, Any]:
    """A line whose product and SKU are stored."""
    named = {"product": {"override": True, "source_id": product}, "sku": {"override": True, "source_id": sku}}
    return {"quantity": 1, "price": 100, **named}


BEFORE = [order("o1", "leaver", items=[item("p1", "s1")]), order("o2", "stays", status="CREATED", items=[])]
# leaver leaves, comer enters, stays changes; an order is created, updated, paid and canceled; old and new product, SKU
BATCH = [
    order("o1", "leaver", status="CANCELED", items=[item("p1", "s1")]),
    order("o3", "comer", items=[item("p2", "s2")]),
    order("o2", "stays", amount=7, status="CREATED"),
    order("o4", "stays", amount=7, status="CANCELED"),
]


def run_import(
    con: Connection, orders: list[dict[str, Any]], import_id: str = "imp_1", now: datetime = NOW
) -> list[SegmentRefresh]:
    """Import a batch as history, segments refreshed."""
    import_texts(con, as_texts(orders), import_id, now)
    return refresh(con, import_id)


def run_updates(con: Connection, orders: list[dict[str, Any]]) -> None:
    """Create or update the orders one at a time, as they happen."""
    for index, one in enumerate(orders):
        upsert_order(con, json.dumps(one), KEY, NOW, update_id=f"upd_{index}")


def choose_effects(con: Connection, import_id: str, mode: EffectsMode, limit: int | None = None) -> None:
    """Let an import that is noted have begun with another choice."""
    con.execute("UPDATE imports SET effects = ?, effects_limit = ? WHERE id = ?", [mode.value, limit, import_id])


def make_segment(con: Connection, name: str = "rich") -> str:
    """A passive segment of those who spent 100 and more; returns its id."""
    return segments.create_segment(con, name, SegmentType.AUTO_UPDATE, RICH, NOW).id


def every_rule(con: Connection) -> None:
    """One rule of each kind on each event it can react to, with the segment `rich`."""
    make_segment(con)
    for trigger in (*SEGMENT_EVENTS, *ORDER_EVENTS):
        segment = {"segment": "rich"} if trigger in SEGMENT_EVENTS else {}
        create_distribution(con, NOW, name=trigger, trigger=trigger, channel="file", **segment)
    create_earning_rule(con, NOW, name=ENTERED, trigger=ENTERED, segment="rich", points=5)
    create_earning_rule(con, NOW, name=PAID, trigger=PAID, points=1, per=10)
    types = [*SEGMENT_EVENTS, *ORDER_EVENTS, *CATALOGUE_EVENTS]
    create_webhook(con, NOW, name="all", url=URL, event_types=types)


def happened(con: Connection) -> set[str]:
    """All that was recorded, as `consequence on event type`."""
    events = con.execute("SELECT DISTINCT 'event', type FROM events").fetchall()
    said = con.execute("SELECT DISTINCT rule_kind, event_type FROM deliveries").fetchall()
    earned = con.execute(
        "SELECT DISTINCT 'earning rule', type FROM point_transactions AS p JOIN events AS e ON e.id = p.event_id"
    ).fetchall()
    return {f"{consequence} on {event_type}" for consequence, event_type in (*events, *said, *earned)}


def points(con: Connection) -> dict[str, int]:
    """Balances by the merchant's customer number."""
    query = "SELECT source_id, balance FROM point_balances JOIN customers ON id = customer_id"
    return dict(con.execute(query).fetchall())
