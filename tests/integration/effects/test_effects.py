"""Effects are recorded with their cause: each once, none too many, held when asked."""

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.effects.choices import EffectsMode
from schemas.effects.event_types import ENTERED, LEFT
from schemas.effects.rules import Distribution, EarningRule
from schemas.errors import UsageError
from tasks.effects.import_effects import drop_effects, effects_of, release_effects
from tasks.rules.create import create_distribution, create_earning_rule, create_webhook
from tasks.rules.rules import delete_rule, set_paused
from tasks.segments import refresh as refreshing
from tasks.segments.refresh import rebuild, refresh
from tasks.updates.one_order import upsert_order
from tasks.warehouse.connection import open_warehouse
from tests.support.laws.laws import law
from tests.support.projects.shops import URL, choose_effects, make_segment, order, points, run_import
from tests.support.projects.stages import KEY, NOW, as_texts, import_texts

LATER = NOW + timedelta(days=1)


@pytest.fixture
def con(tmp_path):
    """A shop with the passive segment `rich`."""
    with open_warehouse(tmp_path, KEY) as con:
        make_segment(con)
        yield con


def mail(con, **fields):
    given = {"name": "mail", "trigger": ENTERED, "segment": "rich", "channel": "file", **fields}
    return create_distribution(con, NOW, **given)


def earn(con, **fields):
    given = {"name": "earn", "trigger": ENTERED, "segment": "rich", "points": 5, **fields}
    return create_earning_rule(con, NOW, **given)


def stored(con):
    tables = ("events", "deliveries", "point_transactions", "point_balances", "segment_members")
    return {table: con.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in tables}


def count(con, table="deliveries", **where):
    conditions = " AND ".join(f"{name} = ${name}" for name in where) or "true"
    return con.execute(f"SELECT count(*) FROM {table} WHERE {conditions}", where).fetchone()[0]


def test_an_entry_has_each_effect_once_however_often_it_is_repeated(con):
    mail(con), earn(con)
    run_import(con, [order("o1", "a"), order("o2", "b")])
    before = stored(con)
    assert (len(before["deliveries"]), points(con)) == (2, {"a": 5, "b": 5})
    refresh(con, "imp_1")
    run_import(con, [order("o1", "a"), order("o2", "b")])
    assert stored(con) == before


def test_a_refresh_that_fails_at_its_end_leaves_no_effect_and_is_repeated_whole(con, monkeypatch):
    mail(con), earn(con)
    import_texts(con, as_texts([order("o1", "a")]))
    with monkeypatch.context() as patch:
        patch.setattr(refreshing, "record_effects", lambda *given: 1 / 0)
        with pytest.raises(ZeroDivisionError, match="division"):
            refresh(con, "imp_1")
    assert not any(stored(con).values())
    refresh(con, "imp_1")
    assert (count(con), points(con)) == (1, {"a": 5})


def test_who_leaves_and_comes_back_has_entered_twice(con):
    mail(con), earn(con)
    for number, amount in enumerate((100, 1, 100)):
        run_import(con, [order("o1", "a", amount)], f"imp_{number}", NOW + timedelta(hours=number))
    assert (count(con), points(con)) == (2, {"a": 10})


def test_members_from_before_the_rule_earn_nothing_and_hear_nothing(con):
    run_import(con, [order("o1", "a")])
    mail(con), earn(con)
    run_import(con, [order("o2", "a"), order("o3", "b")], "imp_2")
    assert (count(con), points(con)) == (1, {"b": 5})


def test_who_fits_when_the_rule_is_made_is_recorded_in_silence_though_no_import_said_so(con):
    import_texts(con, as_texts([order("o1", "a")]))
    mail(con), earn(con)
    refresh(con, "imp_1")
    assert (count(con, "segment_members"), count(con), count(con, "events")) == (1, 0, 0)


def test_only_the_rules_of_a_segment_and_of_its_event_react(con):
    make_segment(con, "other")
    mail(con, name="other", trigger=LEFT, segment="other")
    both = mail(con)
    run_import(con, [order("o1", "a")])
    assert con.execute("SELECT rule_id FROM deliveries").fetchall() == [(both.id,)]


def test_a_paused_distribution_records_nothing(con):
    set_paused(con, mail(con).id, is_paused=True)
    run_import(con, [order("o1", "a")])
    assert count(con) == 0


METADATA = [
    (250, 6),
    (299.99, 6),
    (99, None),
    (-500, None),
    (0, None),
    ("250", None),
    (True, None),
    (None, None),
    ([250], None),
    (10**19, 300000000000000000),
    (10**40, None),
    (1e3, 30),
]


@pytest.mark.parametrize(("number", "expected"), METADATA, ids=str)
def test_points_are_proportional_to_a_number_in_the_metadata(con, number, expected):
    earn(con, points=3, per=100, metadata_key="size/~a")
    run_import(con, [order("o1", "a", customer={"metadata": {"size/~a": number}}), order("o2", "b")])
    assert points(con) == ({} if expected is None else {"a": expected})


DATES = [
    ({}, True),
    ({"starts_at": NOW}, True),
    ({"starts_at": LATER}, False),
    ({"ends_at": LATER}, True),
    ({"ends_at": NOW}, False),
]


@pytest.mark.parametrize(("dates", "is_earned"), DATES, ids=str)
def test_points_are_earned_between_start_and_end_only(con, dates, is_earned):
    earn(con, **dates)
    run_import(con, [order("o1", "a")])
    assert bool(points(con)) is is_earned


def begun(con, mode, limit=None):
    """Three customers enter by an import of its own mode."""
    mail(con), earn(con), create_webhook(con, NOW, name="hook", url=URL, event_types=[ENTERED])
    import_texts(con, as_texts([order(f"o{who}", who) for who in "abc"]))
    choose_effects(con, "imp_1", mode, limit)
    return refresh(con, "imp_1")


def test_a_silent_import_writes_summaries_and_memberships_only(con):
    (refreshed,) = begun(con, EffectsMode.NONE)
    assert (refreshed.entered, count(con, "customer_summaries"), count(con, "segment_members")) == (3, 3, 3)
    assert [count(con, table) for table in ("events", "deliveries", "point_transactions")] == [0, 0, 0]


def test_held_effects_wait_for_their_release(con):
    begun(con, EffectsMode.HOLD)
    assert (count(con, status="held"), points(con)) == (6, {})
    assert "6 deliveries and 15 points of imp_1 are held." in effects_of(con, "imp_1").message
    assert release_effects(con, "imp_1", LATER).message is None
    assert (count(con, status="pending"), points(con)) == (6, {"a": 5, "b": 5, "c": 5})
    with pytest.raises(UsageError, match="Nothing of imp_1 is held"):
        release_effects(con, "imp_1", LATER)


@pytest.mark.parametrize("end", [release_effects, drop_effects])
def test_what_is_held_of_a_deleted_rule_is_dropped_and_counted(con, end):
    begun(con, EffectsMode.HOLD)
    gone = [delete_rule(con, kind, name, NOW) for kind, name in ((EarningRule, "earn"), (Distribution, "mail"))]
    assert [(each.dropped_count, each.dropped_points) for each in gone] == [(0, 15), (3, 0)]
    lines = [(rule.name, rule.dropped_count, rule.dropped_points) for rule in end(con, "imp_1", LATER).rules]
    assert lines[:2] == [(None, 3, 0), (None, 0, 15)]
    assert points(con) == {}


def test_points_that_an_older_release_kept_held_of_a_deleted_rule_are_not_given(con):
    begun(con, EffectsMode.HOLD)
    con.execute("DELETE FROM earning_rules")
    release_effects(con, "imp_1", LATER)
    assert (points(con), count(con, status="pending")) == ({}, 6)


def test_points_that_were_given_outlive_their_rule(con):
    begun(con, EffectsMode.DEFAULT)
    delete_rule(con, EarningRule, "earn", NOW)
    assert points(con) == {"a": 5, "b": 5, "c": 5}


def test_held_effects_can_be_dropped(con):
    begun(con, EffectsMode.HOLD)
    drop_effects(con, "imp_1", LATER)
    assert (count(con, status="dropped"), points(con)) == (6, {})


@pytest.mark.parametrize(("limit", "status"), [(6, "pending"), (5, "held"), (0, "held"), (None, "pending")])
def test_more_deliveries_than_the_limit_are_held(con, limit, status):
    begun(con, EffectsMode.DEFAULT, limit)
    assert (count(con, status=status), points(con)) == (6, {"a": 5, "b": 5, "c": 5})
    message = effects_of(con, "imp_1").message
    assert (message is None) if status == "pending" else f"at most {limit} deliveries" in message


def test_effects_are_told_rule_by_rule(con):
    begun(con, EffectsMode.DEFAULT)
    caused = effects_of(con, "imp_1")
    lines = [(rule.kind, rule.name, rule.delivery_count, rule.points) for rule in caused.rules]
    assert lines == [("distribution", "mail", 3, 0), ("earning rule", "earn", 0, 15), ("webhook", "hook", 3, 0)]
    assert (caused.delivery_count, caused.points) == (6, 15)


def test_time_that_passes_has_effects_as_an_import_has(con):
    mail(con)
    run_import(con, [order("o1", "a", 1)])
    con.execute("UPDATE orders SET amount = 100")
    rebuild(con, LATER)
    rebuild(con, LATER)
    assert (count(con), count(con, "events")) == (1, 1)


STEPS = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from([1, 60, 100]), st.sampled_from(["import", "update", "again"])),
    max_size=12,
)


@law(2)
@given(STEPS)
def test_every_entry_has_exactly_one_delivery_and_one_grant(tmp_path_factory, steps):
    with open_warehouse(tmp_path_factory.mktemp("law"), KEY) as con:
        make_segment(con), mail(con), earn(con)
        for number, (who, amount, how) in enumerate(steps):
            one = order(f"o-{who}", who, amount)
            if how == "update":
                upsert_order(con, json.dumps(one), KEY, NOW + timedelta(hours=number), update_id=f"upd_{number}")
            for repeat in range(1 if how == "import" else 2 if how == "again" else 0):
                run_import(con, [one], f"imp_{number}", NOW + timedelta(hours=number, minutes=repeat))
        entries = con.execute("SELECT customer_id FROM segment_changes WHERE change = 'entered' ORDER BY 1").fetchall()
        for table in ("deliveries", "point_transactions"):
            assert con.execute(f"SELECT customer_id FROM {table} ORDER BY 1").fetchall() == entries
