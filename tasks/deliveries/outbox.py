"""The outbox of deliveries: portions are taken under a lease, and how their attempts ended is written back.

Invariant: whoever takes a portion gives the database back before anything is sent.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import polars as pl

from schemas.effects.choices import Channel, DeliveryStatus
from schemas.effects.delivery import Attempt, Delivery, DeliveryOptions, Message
from schemas.errors import UsageError
from tasks.warehouse.statements import Connection, register, sql, transaction

_ATTEMPTS: dict[str, pl.DataType | type[pl.DataType]] = {
    "delivery_id": pl.String,
    "status": pl.String,
    "http_status": pl.Int32,
    "answer": pl.String,
    "next_attempt_at": pl.Datetime("us"),
}


def take_portion(con: Connection, options: DeliveryOptions, now: datetime) -> tuple[str, list[Message]]:
    """Lease the next portion, fairly between rules; returns the lease and its messages. `now` is naive UTC."""
    lease_id = uuid4().hex
    until = now + timedelta(seconds=options.lease_seconds)
    values = {"lease_id": lease_id, "leased_until": until, "now": now, "size": options.portion}
    with transaction(con):
        con.execute(sql("deliveries/take_portion"), values)
    rows = con.execute(sql("deliveries/taken_messages"), {"lease_id": lease_id}).pl().to_dicts()
    return lease_id, [_message(row) for row in rows]


def _message(row: dict[str, Any]) -> Message:
    return Message(**{**row, "channel": Channel(row["channel"])})


def record_attempts(con: Connection, lease_id: str, attempts: Sequence[Attempt], now: datetime) -> None:
    """Write back how the attempts at a portion ended; who lost the lease can only report success."""
    rows = [{**asdict(attempt), "status": attempt.status.value} for attempt in attempts]
    with transaction(con):
        register(con, "attempts", pl.DataFrame(rows, schema=_ATTEMPTS))
        con.execute(sql("deliveries/record_attempts"), {"lease_id": lease_id, "now": now})


def next_due(con: Connection) -> datetime | None:
    """When the next pending delivery may be tried (naive UTC), leased ones at the end of their lease."""
    [(due,)] = con.execute(sql("deliveries/next_due")).fetchall()
    at: datetime | None = due
    return at


def list_deliveries(con: Connection, status: DeliveryStatus | None, limit: int) -> list[Delivery]:
    """At most `limit` deliveries, the newest first, of one status or of all."""
    values = {"status": None if status is None else status.value, "limit": limit}
    return [Delivery(**row) for row in con.execute(sql("deliveries/list_deliveries"), values).pl().to_dicts()]


def retry_deliveries(con: Connection, delivery_id: str | None, now: datetime) -> list[str]:
    """Give deliveries that were given up, of rules that exist, all their tries again: one or all; returns their ids."""
    with transaction(con):
        rows = con.execute(sql("deliveries/given_up"), {"delivery_id": delivery_id}).fetchall()
        found = [given_up for (given_up,) in rows]
        con.execute(sql("deliveries/retry_deliveries"), {"ids": found, "now": now})
    if delivery_id is not None and not found:
        message = f"There is no delivery {delivery_id!r} that was given up and whose rule still exists."
        raise UsageError(message, operator_hint="`orders deliveries list --status dead` shows those that were.")
    return found
