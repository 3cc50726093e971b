"""The outbox: what is tried again, and what an answer that comes late still changes."""

import pytest

from schemas.effects.choices import DeliveryStatus
from schemas.effects.delivery import Attempt, DeliveryOptions
from schemas.effects.rules import Distribution
from schemas.errors import UsageError
from tasks.deliveries.outbox import record_attempts, retry_deliveries, take_portion
from tasks.rules.create import create_distribution
from tasks.rules.rules import delete_rule
from tasks.warehouse.connection import open_warehouse
from tests.support.projects.outboxes import NOW, pend
from tests.support.projects.stages import KEY


@pytest.fixture
def con(tmp_path):
    """Two distributions, each with one pending delivery."""
    with open_warehouse(tmp_path, KEY) as con:
        for name in ("kept", "gone"):
            made = create_distribution(con, NOW, name=name, trigger="order.created", channel="file")
            pend(con, made.id, 1)
        yield con


def attempt(con, status):
    """Take both deliveries and delete the rule of one before their attempts have ended."""
    lease_id, messages = take_portion(con, DeliveryOptions(), NOW)
    deleted = delete_rule(con, Distribution, "gone", NOW)
    record_attempts(con, lease_id, [Attempt(message.id, status) for message in messages], NOW)
    return deleted.rule.id


@pytest.mark.parametrize(("ended", "gone"), [("delivered", "delivered"), ("dead", "dropped"), ("pending", "dropped")])
def test_what_was_delivered_counts_though_its_rule_was_deleted_meanwhile(con, ended, gone):
    rule_id = attempt(con, DeliveryStatus(ended))
    statuses = dict(con.execute("SELECT rule_id = ?, status FROM deliveries", [rule_id]).fetchall())
    assert statuses == {True: gone, False: ended}


def test_deliveries_of_a_deleted_rule_are_not_tried_again(con):
    con.execute("UPDATE deliveries SET status = 'dead'")
    rule_id = delete_rule(con, Distribution, "gone", NOW).rule.id
    [(of_gone,)] = con.execute("SELECT id FROM deliveries WHERE rule_id = ?", [rule_id]).fetchall()
    with pytest.raises(UsageError, match=f"no delivery '{of_gone}' that was given up and whose rule still exists"):
        retry_deliveries(con, of_gone, NOW)
    assert len(retry_deliveries(con, None, NOW)) == 1
