"""The project `KEY` with rules and pending deliveries, made quickly."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from schemas.effects.delivery import DeliveryOptions
from schemas.ids import ProjectKey
from tasks.rules.create import create_distribution
from tasks.rules.signing import signing_secret
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.statements import Connection
from tests.support.projects.stages import KEY

NOW = datetime(2024, 6, 15, 12)
QUICK = DeliveryOptions(timeout=60.0, first_wait=0.02, longest_wait=0.1, patience=3.0)


def pend(con: Connection, rule_id: str, count: int) -> None:
    """Let `count` customers c0, c1, … have entered, with one pending delivery each."""
    con.execute(
        """INSERT INTO deliveries BY NAME SELECT 'dlv_' || md5($rule || i) AS id, 'distribution' AS rule_kind,
        $rule AS rule_id, 'evt_' || i AS event_id, 'order.created' AS event_type, 'c' || i AS customer_id,
        json_object('customer', json_object('id', 'c' || i)) AS data, 'pending' AS status, $now AS next_attempt_at,
        $now AS created_at FROM range($count) AS r(i)""",
        {"rule": rule_id, "count": count, "now": NOW - timedelta(days=1)},
    )


def project(home: Path, url: str | None, count: int, **fields: Any) -> str:
    """A project with one distribution on orders and `count` pending deliveries; returns the distribution's id."""
    with open_warehouse(home, KEY) as con:
        given = {"name": "mail", "trigger": "order.created", "channel": "webhook", "url": url, **fields}
        rule = create_distribution(con, NOW, **given)
        pend(con, rule.id, count)
    return rule.id


def secret_of(home: Path) -> str:
    """The project's signing secret."""
    with open_warehouse(home, KEY) as con:
        return signing_secret(con, NOW)


def deliveries(home: Path, columns: str, key: ProjectKey = KEY) -> list[tuple]:
    """All deliveries, in the order of their ids."""
    with open_warehouse(home, key) as con:
        return con.execute(f"SELECT {columns} FROM deliveries ORDER BY id").fetchall()
