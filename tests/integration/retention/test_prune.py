"""What is older than it is to be kept goes, what is younger stays, and what is gone is noted."""

import os
from datetime import datetime, timedelta

import pytest

from schemas.clock import naive_utc_now
from tasks.imports.history import find
from tasks.intake.inbox import inbox_of
from tasks.retention.kept import History, Kept
from tasks.retention.old_files import bodies_too_old, rejects_files_without_texts
from tasks.retention.prune import prune
from tasks.retention.pruned import pruned_until
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.statements import rolled_back
from tests.support.projects.planted import plant
from tests.support.projects.stages import KEY, rows

ALL = Kept(versions=30, rejects=30, events=30, deliveries=30)
IMPORT_ID = "imp_" + "1" * 32
TABLES = {
    History.VERSIONS: ("customer_versions",),
    History.EVENTS: ("events", "segment_changes"),
    History.DELIVERIES: ("deliveries",),
}


@pytest.fixture(scope="module")
def garden(tmp_path_factory):
    return plant(tmp_path_factory.mktemp("garden")).home


@pytest.fixture
def con(garden):
    with open_warehouse(garden, KEY) as con, rolled_back(con):
        yield con


def in_days(days: int) -> datetime:
    return naive_utc_now() + timedelta(days=days)


@pytest.mark.parametrize(("days", "is_old"), [(1, False), (31, True)])
def test_only_what_is_too_old_goes(con, days, is_old):
    before = {name: len(rows(con, name)) for tables in TABLES.values() for name in tables}
    pruned = prune(con, ALL, in_days(days))
    after = {name: len(rows(con, name)) for name in before}
    assert all(before.values())
    kept = {name: count for name, count in after.items() if name != "deliveries" or not is_old}
    assert kept == ({"customer_versions": 0, "events": 0, "segment_changes": 0} if is_old else before)
    assert [count > 0 for count in pruned.values()] == [is_old] * 4


def test_a_delivery_that_was_given_up_may_be_tried_again_and_stays(con):
    prune(con, ALL, in_days(31))
    assert {row["status"] for row in rows(con, "deliveries")} == {"dead"}


def test_what_is_there_now_is_never_too_old(con):
    tables = ("orders", "order_items", "customers", "products", "customer_summaries", "segment_members")
    before = {name: rows(con, name) for name in tables}
    prune(con, ALL, in_days(10_000))
    assert {name: rows(con, name) for name in tables} == before


def test_of_a_rejected_order_the_text_goes_and_the_reason_stays(con, garden):
    before = find(con, KEY, IMPORT_ID)
    assert rejects_files_without_texts(con, garden / "t/p.rejects") == []
    assert prune(con, Kept(rejects=1), in_days(2)) == {History.REJECTS: 4}
    assert find(con, KEY, IMPORT_ID) == before
    assert {row["raw"] for row in rows(con, "rejects")} == {""}
    found = [path.name for path in rejects_files_without_texts(con, garden / "t/p.rejects")]
    assert found == [f"{IMPORT_ID}.rejects.ndjson", f"{IMPORT_ID}.reasons.ndjson"]


def test_nothing_is_pruned_that_nobody_asked_for(con):
    assert prune(con, Kept(), in_days(10_000)) == {}
    assert pruned_until(con) == {}


def test_it_is_said_how_far_back_history_is_gone(con):
    now = in_days(31)
    prune(con, Kept(versions=30), now - timedelta(days=1))
    prune(con, Kept(versions=30, events=5), now)
    assert pruned_until(con) == {
        History.VERSIONS: now - timedelta(days=31),
        History.EVENTS: now - timedelta(days=5),
    }


def test_what_was_pruned_cannot_be_undone_and_what_came_later_can(con):
    con.execute(
        "INSERT INTO imports (id, source, status, started_at, is_undoable) VALUES ('imp_2', 's', 'DONE', $1, true)",
        [in_days(1)],
    )
    prune(con, Kept(versions=1), in_days(1))
    assert con.execute("SELECT is_undoable FROM imports ORDER BY id").fetchall() == [(False,), (True,)]


def test_a_body_goes_unless_an_import_will_read_it(tmp_path):
    home = plant(tmp_path).home
    for body in inbox_of(home, KEY).iterdir():
        os.utime(body, (0, 0))
    assert [path.name for path in bodies_too_old(home, KEY, 7)] == [f"v-{'b' * 32}.json"]
    assert bodies_too_old(home, KEY, None) == []


def test_a_dry_run_counts_and_removes_nothing(tmp_path):
    with open_warehouse(plant(tmp_path).home, KEY) as con:
        would = prune(con, ALL, in_days(31), is_dry=True)
        assert pruned_until(con) == {}
        assert prune(con, ALL, in_days(31)) == would
