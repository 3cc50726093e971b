"""Rules: what can be made, what is refused and why, and how they make segments active."""

from datetime import timedelta

import pytest

from schemas.effects.event_types import ENTERED, PAID
from schemas.effects.rules import Distribution, EarningRule, Webhook
from schemas.errors import UsageError
from tasks.rules.create import create_distribution, create_earning_rule, create_webhook
from tasks.rules.rules import delete_rule, find_rule, list_rules
from tasks.rules.signing import signing_secret
from tasks.segments import segments
from tasks.warehouse.connection import open_warehouse
from tests.support.projects.shops import URL, make_segment, order, run_import
from tests.support.projects.stages import KEY, NOW

MAIL = {"name": "mail", "trigger": ENTERED, "segment": "rich", "channel": "webhook", "url": URL}
EARN = {"name": "earn", "trigger": ENTERED, "segment": "rich", "points": 5}
HOOK = {"name": "hook", "url": URL, "event_types": [ENTERED]}
MAKERS = {
    Distribution: create_distribution,
    EarningRule: create_earning_rule,
    Webhook: create_webhook,
}
GOOD = {Distribution: MAIL, EarningRule: EARN, Webhook: HOOK}


@pytest.fixture
def con(tmp_path):
    with open_warehouse(tmp_path, KEY) as con:
        make_segment(con)
        yield con


def is_active(con):
    return segments.find_segment(con, "rich").is_active


@pytest.mark.parametrize("kind", MAKERS)
def test_a_rule_is_listed_as_it_was_made_and_found_by_name_and_id(con, kind):
    made = MAKERS[kind](con, NOW, **GOOD[kind])
    assert list_rules(con, kind) == [made]
    assert find_rule(con, kind, made.name) == find_rule(con, kind, made.id) == made


REFUSED = [
    (Distribution, {"trigger": "order.shipped"}, "cannot react to 'order.shipped'"),
    (Distribution, {"trigger": PAID}, "on order.paid has no segment"),
    (Distribution, {"segment": None}, "needs a segment"),
    (Distribution, {"segment": "none"}, "There is no segment 'none'"),
    (Distribution, {"channel": "pigeon"}, "channel will not do"),
    (Distribution, {"channel": "file"}, "by file has no URL"),
    (Distribution, {"url": None}, "by webhook needs a URL"),
    (Distribution, {"url": "file:///etc/passwd"}, "url will not do: URL scheme should be 'http' or 'https'"),
    (Distribution, {"headers": {"Idempotency-Key": "x"}}, "the header Idempotency-Key is set by us"),
    (Distribution, {"headers": {"X": "a\r\nb"}}, "is not an HTTP header"),
    (Distribution, {"payload": {"a": ["{{customer.}}"]}}, "is not a template"),
    (Distribution, {"name": " "}, "name will not do"),
    (EarningRule, {"trigger": "order.created"}, "cannot react to 'order.created'"),
    (EarningRule, {"points": 0}, "points will not do"),
    (EarningRule, {"per": 0, "metadata_key": "a"}, "per will not do"),
    (EarningRule, {"per": 10}, "Points per something need a number"),
    (EarningRule, {"metadata_key": "a"}, "in proportion only"),
    (EarningRule, {"starts_at": NOW, "ends_at": NOW}, "would end before it starts"),
    (Webhook, {"event_types": []}, "event_types will not do"),
    (Webhook, {"event_types": ["customer.deleted"]}, "cannot react to 'customer.deleted'"),
]


@pytest.mark.parametrize(("kind", "fields", "reason"), REFUSED, ids=[row[2] for row in REFUSED])
def test_a_rule_that_makes_no_sense_is_refused_and_changes_nothing(con, kind, fields, reason):
    with pytest.raises(UsageError, match=reason):
        MAKERS[kind](con, NOW, **{**GOOD[kind], **fields})
    assert (list_rules(con, kind), is_active(con)) == ([], False)


@pytest.mark.parametrize("kind", MAKERS)
def test_a_name_is_taken_once(con, kind):
    MAKERS[kind](con, NOW, **GOOD[kind])
    with pytest.raises(UsageError, match="There is already a"):
        MAKERS[kind](con, NOW, **GOOD[kind])


@pytest.mark.parametrize("kind", MAKERS)
def test_there_is_no_rule_by_another_name(con, kind):
    with pytest.raises(UsageError, match=r"There is no .* 'nobody'"):
        delete_rule(con, kind, "nobody", NOW)


def test_a_segment_is_active_from_its_first_rule_to_the_end_of_its_last(con):
    create_distribution(con, NOW, **MAIL), create_earning_rule(con, NOW, **EARN)
    assert is_active(con)
    delete_rule(con, Distribution, "mail", NOW)
    assert is_active(con)
    with pytest.raises(UsageError, match="is in use"):
        segments.delete_segment(con, "rich")
    delete_rule(con, EarningRule, "earn", NOW)
    assert not is_active(con)
    segments.delete_segment(con, "rich")


def test_a_webhook_uses_no_segment(con):
    create_webhook(con, NOW, **HOOK)
    assert not is_active(con)


def test_a_deleted_rule_says_no_more(con):
    create_distribution(con, NOW, **MAIL)
    run_import(con, [order("o1", "a")])
    delete_rule(con, Distribution, "mail", NOW)
    run_import(con, [order("o2", "b")], "imp_2", NOW + timedelta(hours=1))
    assert con.execute("SELECT status, last_answer FROM deliveries").fetchall() == [("dropped", "its rule was deleted")]


def test_the_signing_secret_is_made_once_and_long(con):
    secret = signing_secret(con, NOW)
    assert secret == signing_secret(con, NOW)
    assert len(bytes.fromhex(secret.removeprefix("whsec_"))) == 32
