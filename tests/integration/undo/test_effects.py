"""What becomes of effects: points are taken back by transactions, what waits is dropped, what went out is listed."""

import pytest

from schemas.effects.choices import EffectsMode
from schemas.effects.event_types import ENTERED
from tasks.rules.create import create_distribution, create_earning_rule
from tests.support.laws.undone import do_import, do_undo, start
from tests.support.projects.shops import choose_effects, make_segment, order, points
from tests.support.projects.stages import NOW, as_texts


@pytest.fixture
def con(opened):
    start(opened)
    for table in ("deliveries", "point_transactions", "distributions", "earning_rules"):
        opened.execute(f"DELETE FROM {table}")
    make_segment(opened)
    create_distribution(opened, NOW, name="mail", trigger=ENTERED, segment="rich", channel="file")
    create_earning_rule(opened, NOW, name="earn", trigger=ENTERED, segment="rich", points=5)
    return opened


def held(con, import_id):
    con.execute(
        "INSERT INTO imports (id, source, status, started_at) VALUES (?, '', 'IN_PROGRESS', now())", [import_id]
    )
    choose_effects(con, import_id, EffectsMode.HOLD)


def statuses(con):
    said = "SELECT status FROM deliveries UNION ALL SELECT status FROM point_transactions WHERE import_id = 'imp_1'"
    return [status for (status,) in con.execute(said).fetchall()]


def test_points_are_taken_back_and_given_again_by_transactions(con):
    do_import(con, "imp_1", as_texts([order("a", "ann")]))
    do_import(con, "imp_2", as_texts([{"source_id": "b", "customer": {"source_id": "ann"}}]))
    assert do_undo(con, "imp_1").effects.points == -5
    assert points(con) == {"ann": 0}
    assert do_undo(con, "undo_imp_1").effects.points == 5
    assert points(con) == {"ann": 5}
    assert con.execute("SELECT points FROM point_transactions ORDER BY ALL").fetchall() == [(-5,), (5,), (5,)]


@pytest.mark.parametrize("mode", ["held", "pending"])
def test_what_waits_is_dropped_and_waits_again_when_the_undo_is_undone(con, mode):
    if mode == "held":
        held(con, "imp_1")
    do_import(con, "imp_1", as_texts([order("a", "ann")]))
    was = statuses(con)
    report = do_undo(con, "imp_1")
    assert report.effects.sent_count == 0
    assert set(statuses(con)) <= {"dropped", "granted"}
    do_undo(con, "undo_imp_1")
    assert statuses(con) == was


@pytest.mark.parametrize("went", ["status = 'delivered'", "status = 'dead'", "leased_until = '2100-01-01'"])
def test_what_went_out_or_is_being_sent_is_listed_and_stays(con, went):
    do_import(con, "imp_1", as_texts([order("a", "ann")]))
    con.execute(f"UPDATE deliveries SET {went}")
    before = con.execute("FROM deliveries").fetchall()
    report = do_undo(con, "imp_1")
    assert [each.rule_name for each in report.effects.sent] == ["mail"]
    assert con.execute("FROM deliveries").fetchall() == before


def test_an_undo_causes_nothing(con):
    do_import(con, "imp_1", as_texts([order("a", "ann")]))
    do_import(con, "imp_2", as_texts([order("a", "ann", status="CANCELED")]))
    happened = con.execute("FROM events").fetchall(), con.execute("SELECT id FROM deliveries").fetchall()
    do_undo(con, "imp_2")
    assert (con.execute("FROM events").fetchall(), con.execute("SELECT id FROM deliveries").fetchall()) == happened
    [(rich,)] = con.execute("SELECT member_count FROM segments WHERE name = 'rich'").fetchall()
    assert rich == 1
