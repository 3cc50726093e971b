"""A backfill as one function: what it reports, what it goes on with, and what it refuses."""

import json
from pathlib import Path

import pytest

from schemas.clock import naive_utc_now
from schemas.effects.choices import EffectsMode
from schemas.errors import ImportAbortedError, RetryableError, UsageError
from schemas.segments.segment_type import SegmentType
from tasks.backfill.core import BackfillCallbacks, backfill
from tasks.imports import core, history
from tasks.imports.request import ImportRequest
from tasks.segments.segments import create_segment
from tests.support.projects.backfills import Killed, request_of, run_to_its_end, written
from tests.support.projects.stages import KEY


@pytest.fixture
def source(tmp_path) -> Path:
    return written(tmp_path / "orders.ndjson", 7)


def stopped_after(portions: int, request, warehouse) -> None:
    """An attempt that ends after so many portions."""
    left = iter(range(portions - 1))

    def stop(*_: object) -> None:
        if next(left, None) is None:
            raise Killed

    with pytest.raises(Killed):
        backfill(request, warehouse, BackfillCallbacks(on_progress=stop))


def test_it_reports_like_an_import_and_is_in_the_history(warehouse, source, tmp_path):
    second = written(tmp_path / "second.ndjson", 3)
    report = backfill(request_of(source, second, portion=2), warehouse)
    assert (report.row_count, report.done_count, report.failed_count) == (10, 9, 1)
    assert (report.orders.inserted, report.orders.updated, report.customers.inserted) == (6, 3, 2)
    assert [(each.format, each.first_row) for each in report.sources] == [("ndjson", 0), ("ndjson", 7)]
    assert report.byte_count == source.stat().st_size + second.stat().st_size
    kept = history.find(warehouse.con, KEY, report.import_id)
    assert (kept.status, kept.done_count, kept.failed) == ("DONE", 9, report.failed)
    assert kept.source == f"{source} and 1 more"


def test_what_is_stored_so_far_is_listed_while_it_is_under_way(warehouse, source):
    stopped_after(2, request_of(source, portion=2), warehouse)
    [listed] = history.history(warehouse.con, KEY, 10)
    assert (listed.status, listed.row_count, listed.orders.inserted, listed.failed) == ("IN_PROGRESS", 4, 4, [])


def test_rejects_of_all_portions_are_in_one_file_with_their_rows(warehouse, tmp_path):
    source = written(tmp_path / "orders.ndjson", 21)
    report = backfill(request_of(source, portion=5), warehouse)
    assert [each.row for each in report.failed] == [6, 13, 20]
    rejected = [json.loads(line)["source_id"] for line in Path(report.rejects_file).read_text().splitlines()]
    assert rejected == ["6", "13", "20"]


def test_what_is_stale_is_neither_stored_nor_handed_back(warehouse, tmp_path):
    source = tmp_path / "orders.ndjson"
    changed = '{"source_id":"a","amount":%d,"changed_at":"2020-01-0%d"}'
    changes = [changed % (day, day) for day in (2, 1, 3)]
    source.write_text("\n".join([*changes, '{"amount":-1}']))
    report = backfill(request_of(source, portion=1), warehouse)
    assert (report.row_count, report.done_count, report.stale_count, report.failed_count) == (4, 2, 1, 1)
    assert warehouse.con.execute("SELECT amount FROM orders").fetchall() == [(3,)]


def test_customers_are_brought_up_to_date_once_at_the_end(warehouse, source):
    request = request_of(source, portion=2)
    stopped_after(2, request, warehouse)
    assert warehouse.con.execute("SELECT count(*) FROM customer_summaries").fetchall() == [(0,)]
    backfill(request, warehouse)
    summaries = warehouse.con.execute("SELECT total_count FROM customer_summaries ORDER BY ALL").fetchall()
    assert summaries == [(3,), (3,)]


def test_the_same_request_goes_on_and_does_nothing_twice(warehouse, source):
    request = request_of(source, portion=2)
    stopped_after(2, request, warehouse)
    seen = []
    watching = BackfillCallbacks(on_progress=lambda now, read: seen.append((now.loaded.row_count, read)))
    report = backfill(request, warehouse, watching)
    assert [count for count, _ in seen] == [6, 7]
    assert seen[-1] == (7, source.stat().st_size)
    assert (report.row_count, report.attempt_row_count, report.orders.inserted) == (7, 3, 6)
    assert warehouse.con.execute("SELECT count(*) FROM backfills").fetchall() == [(1,)]


def test_once_it_has_ended_the_same_request_is_a_new_one(warehouse, source):
    first, second = (backfill(request_of(source), warehouse) for _ in range(2))
    assert first.import_id != second.import_id
    assert (second.orders.inserted, second.orders.updated) == (0, 6)


def test_nothing_is_left_on_disk_beside_the_database(warehouse, tmp_path):
    source = tmp_path / "orders.json"
    source.write_text('[{"source_id": "a"}]')
    backfill(request_of(source), warehouse)
    assert list(warehouse.backfills_folder.rglob("*")) == []


def test_a_source_that_has_changed_is_refused_and_one_can_begin_anew(warehouse, source):
    stopped_after(1, request_of(source, portion=2), warehouse)
    written(source, 8)
    with pytest.raises(ImportAbortedError, match="has changed since the backfill began to read it"):
        backfill(request_of(source, portion=2), warehouse)
    report = backfill(request_of(source, is_anew=True), warehouse)
    assert (report.orders.inserted, report.orders.updated) == (5, 2)


def test_one_that_is_left_for_a_new_one_has_ended_with_its_customers_up_to_date(warehouse, source):
    stopped_after(2, request_of(source, portion=2), warehouse)
    [(left,)] = warehouse.con.execute("SELECT id FROM backfills").fetchall()
    written(source, 1)
    backfill(request_of(source, is_anew=True), warehouse)
    kept = history.find(warehouse.con, KEY, left)
    assert (kept.status, kept.row_count) == ("FAILED", 4)
    assert kept.error == "It was left for a new one; 4 orders of it are stored."
    summaries = warehouse.con.execute("SELECT total_count FROM customer_summaries ORDER BY ALL").fetchall()
    assert summaries == [(2,), (2,)]
    assert warehouse.con.execute("SELECT count(*) FROM backfills WHERE NOT is_ended").fetchall() == [(0,)]


def test_a_source_may_change_before_it_is_read(warehouse, source, tmp_path):
    second = written(tmp_path / "second.ndjson", 3)
    request = request_of(source, second, portion=7)
    stopped_after(1, request, warehouse)
    written(second, 5)
    assert backfill(request, warehouse).row_count == 12


def test_a_source_that_changes_while_it_is_read_is_refused(warehouse, source):
    request = request_of(source, portion=2)

    def change(*_: object) -> None:
        with source.open("a") as file:
            file.write('{"source_id": "late"}\n')

    with pytest.raises(ImportAbortedError, match="has changed"):
        backfill(request, warehouse, BackfillCallbacks(on_progress=change))


def test_another_list_of_files_is_refused(warehouse, source, tmp_path):
    request = request_of(tmp_path / "*.ndjson", portion=2)
    stopped_after(1, request, warehouse)
    written(tmp_path / "second.ndjson", 1)
    with pytest.raises(ImportAbortedError, match="There are 2 sources now, and other ones than the 1"):
        backfill(request, warehouse)


def test_a_file_that_cannot_be_read_is_refused_before_anything_is_stored(warehouse, source, tmp_path):
    (tmp_path / "orders.csv").write_text("a,b\n1,2\n")
    with pytest.raises(UsageError, match=r"orders\.csv"):
        backfill(request_of(source, tmp_path / "orders.csv"), warehouse)
    assert warehouse.con.execute("SELECT count(*) FROM backfills").fetchall() == [(0,)]


def test_two_processes_do_not_do_one_backfill(warehouse, source):
    request = request_of(source, portion=2)

    def go_on_elsewhere(*_: object) -> None:
        backfill(request, warehouse)

    with pytest.raises(RetryableError, match="Another process goes on with this backfill"):
        backfill(request, warehouse, BackfillCallbacks(on_progress=go_on_elsewhere))
    assert warehouse.con.execute("SELECT count(*) FROM orders").fetchall() == [(6,)]


def test_an_import_does_not_take_a_backfill_for_one_of_its_kind(warehouse, source):
    stopped_after(1, request_of(source, portion=2), warehouse)
    [(import_id,)] = warehouse.con.execute("SELECT id FROM backfills").fetchall()
    with pytest.raises(UsageError, match="is a backfill"):
        core.import_orders(ImportRequest(import_id, KEY, str(source)), warehouse, lambda _: pytest.fail("reads"))
    other = ImportRequest("imp_" + "1" * 32, KEY, str(source))
    with pytest.raises(ImportAbortedError):
        core.import_orders(other, warehouse, refuse)
    assert history.find(warehouse.con, KEY, import_id).status == "IN_PROGRESS"


def refuse(_attempt: object):
    message = "No."
    raise ImportAbortedError(message)


def an_active_rule(con) -> None:
    spent = {"junction": "and", "summary.orders.total_count": {"conditions": {"$more_than": [1]}}}
    segment = create_segment(con, "regulars", SegmentType.AUTO_UPDATE, spent, naive_utc_now())
    rule = (
        "INSERT INTO earning_rules BY NAME SELECT 'earn_1' AS id, 'r' AS name, 'customer.segment.entered' AS trigger,"
    )
    con.execute(f"{rule} ? AS segment_id, 5 AS points, now()::TIMESTAMP AS created_at", [segment.id])
    con.execute("UPDATE segments SET is_active = true")


def test_with_active_rules_it_has_to_be_said_what_it_may_cause(warehouse, source):
    an_active_rule(warehouse.con)
    with pytest.raises(
        UsageError, match=r"has 1 active rule, .* Say what it may cause: --effects default, hold or none"
    ):
        backfill(request_of(source), warehouse)


@pytest.mark.parametrize(
    ("effects", "expected"),
    [(EffectsMode.DEFAULT, [("granted", 2)]), (EffectsMode.HOLD, [("held", 2)]), (EffectsMode.NONE, [])],
)
def test_it_causes_what_was_chosen_once(warehouse, source, effects, expected):
    an_active_rule(warehouse.con)
    run_to_its_end(request_of(source, portion=2, effects=effects), warehouse, deaths=range(15))
    count = "SELECT status, count(*) FROM point_transactions GROUP BY status"
    assert warehouse.con.execute(count).fetchall() == expected


def test_what_was_chosen_stays_chosen(warehouse, source):
    stopped_after(1, request_of(source, portion=2, effects=EffectsMode.NONE), warehouse)
    with pytest.raises(UsageError, match="chosen when it began: none"):
        backfill(request_of(source, portion=2, effects=EffectsMode.DEFAULT), warehouse)
    assert backfill(request_of(source, portion=2), warehouse).row_count == 7
