"""The commands for rules, deliveries, effects and single orders, as a shell sees them."""

import json

import pytest
from typer.testing import CliRunner

from flows.cli.main import orders_app
from schemas.effects.choices import EffectsMode
from schemas.effects.event_types import ENTERED
from schemas.errors import UsageError
from tasks.warehouse.connection import open_warehouse
from tests.support.projects.shops import RICH, choose_effects
from tests.support.projects.stages import KEY, as_texts, import_texts

ORDER = {"source_id": "o1", "status": "PAID", "amount": 100, "customer": {"source_id": "a", "email": "a@b.c"}}


@pytest.fixture
def orders(tmp_path, monkeypatch):
    """Runs `orders …` on a project of its own; returns what it prints, decoded."""
    for variable, value in (("HOME", str(tmp_path)), ("TENANT", "t"), ("PROJECT", "p")):
        monkeypatch.setenv(f"ORDERS_{variable}", value)

    def run(*arguments, stdin=None, as_json=True):
        given = [*arguments, "--json"] if as_json else list(arguments)
        result = CliRunner().invoke(orders_app(), given, input=stdin, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout) if as_json else result.stdout

    return run


def test_a_distribution_is_made_paused_resumed_and_deleted(orders):
    made = orders("distribution", "create", "mail", "--trigger", "order.paid", "--channel", "file", "--payload", "[1]")
    assert orders("distribution", "list") == [made]
    assert orders("distribution", "pause", "mail")["is_paused"]
    assert not orders("distribution", "resume", made["id"])["is_paused"]
    assert orders("distribution", "delete", "mail")["id"] == made["id"]
    assert orders("distribution", "list") == []


def test_a_webhook_and_an_earning_rule_are_made_listed_and_deleted(orders):
    hook = ["--url", "http://127.0.0.1:9/", "--event", "order.paid", "--header", "X-Shop: 1"]
    assert orders("webhook", "create", "hook", *hook)["headers"] == {"X-Shop": "1"}
    earn = ["--trigger", "order.paid", "--points", "2", "--per", "10", "--starts", "2024-01-01"]
    assert orders("earning-rule", "create", "earn", *earn)["starts_at"] == "2024-01-01T00:00:00Z"
    for group in ("webhook", "earning-rule"):
        (made,) = orders(group, "list")
        assert orders(group, "delete", made["name"]) == {**made, "dropped_count": 0, "dropped_points": 0}


def test_an_order_is_created_updated_and_delivered(orders):
    orders("distribution", "create", "paid", "--trigger", "order.paid", "--channel", "file")
    created = orders("order", "create", "-", stdin=json.dumps({**ORDER, "status": "CREATED"}))
    assert created["events"] == ["order.created"]
    updated = orders("order", "update", "-", "--update-id", "upd_1", stdin=json.dumps(ORDER))
    assert updated["events"] == ["order.paid", "order.updated"]
    assert orders("effects", "show", "upd_1")["delivery_count"] == 1
    assert orders("deliveries", "list", "--status", "pending")[0]["event_type"] == "order.paid"


def test_what_an_interrupted_import_is_to_hold_can_be_released(orders, tmp_path):
    orders("segment", "create", "rich", "--filter", json.dumps(RICH))
    orders("earning-rule", "create", "earn", "--trigger", ENTERED, "--segment", "rich", "--points", "5")
    with open_warehouse(tmp_path, KEY) as con:
        import_texts(con, as_texts([ORDER]), "imp_1")
        choose_effects(con, "imp_1", EffectsMode.HOLD)
    released = orders("effects", "release", "imp_1")
    assert (released["points"], released["message"]) == (5, None)


def test_deliveries_to_retry_are_named_or_all(orders):
    orders("distribution", "create", "paid", "--trigger", "order.paid", "--channel", "file")
    assert orders("deliveries", "retry", "--all") == []
    with pytest.raises(UsageError, match="There is no delivery 'dlv_1'"):
        orders("deliveries", "retry", "dlv_1")
    with pytest.raises(UsageError, match="Say which deliveries"):
        orders("deliveries", "retry")


def test_what_is_wrong_is_said_before_anything_is_made(orders, tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        orders("order", "create", str(tmp_path / "none.json"))
    with pytest.raises(UsageError, match="--payload is not JSON"):
        orders("distribution", "create", "a", "--trigger", "order.paid", "--payload", "{")
    with pytest.raises(UsageError, match="'X' is not an HTTP header"):
        orders("webhook", "create", "a", "--url", "http://a/", "--event", "order.paid", "--header", "X")
    with pytest.raises(UsageError, match="There is no project t/p"):
        orders("distribution", "list")


def test_lists_for_people_have_a_line_for_each_rule(orders):
    orders("distribution", "create", "paid", "--trigger", "order.paid", "--channel", "file")
    first, line = orders("distribution", "list", as_json=False).splitlines()
    assert (first.split()[:2], line.split()[:2]) == (["name", "trigger"], ["paid", "order.paid"])
