"""A backfill as an async action: one id, whatever is interrupted; stopped where it is; told to anybody."""

import json
from pathlib import Path

import pytest

from schemas.action_type import ActionType
from schemas.errors import UsageError
from schemas.ids import ProjectKey, new_import_id
from tasks.backfill.asked_for.action import ended_report, stop, stored_count, told, unfinished_id
from tasks.backfill.asked_for.asked import BackfillAsked
from tasks.backfill.core import BackfillCallbacks, backfill
from tasks.imports import history
from tests.support.projects.backfills import Killed, request_of
from tests.support.projects.stages import KEY

ID, OTHER = new_import_id(), new_import_id()


@pytest.fixture
def source(tmp_path) -> Path:
    orders = [{"source_id": str(n), "amount": n, "customer": {"source_id": "c"}, "status": "PAID"} for n in range(5)]
    path = tmp_path / "orders.ndjson"
    path.write_text("".join(f"{json.dumps(order)}\n" for order in [*orders, {"amount": -1}]))
    return path


def stopped(request, warehouse) -> None:
    """An attempt that ends after its first portion."""

    def stop_it(*_: object) -> None:
        raise Killed

    with pytest.raises(Killed):
        backfill(request, warehouse, BackfillCallbacks(stop_it))


def test_the_same_id_goes_on_and_is_the_imports_id(warehouse, source):
    request = request_of(source, portion=2, id=ID)
    stopped(request, warehouse)
    assert (unfinished_id(warehouse.con, request), stored_count(warehouse.con, ID)) == (ID, 2)
    report = backfill(request_of(source, portion=2, id=ID, is_anew=True), warehouse)
    assert (report.import_id, report.row_count, report.done_count) == (ID, 6, 5)
    assert warehouse.con.execute("SELECT count(*), sum(amount) FROM orders").fetchall() == [(5, 10)]


def test_another_id_does_not_take_over_what_the_same_command_has_begun(warehouse, source):
    stopped(request_of(source, portion=2, id=ID), warehouse)
    with pytest.raises(UsageError, match="of the same sources has not come to its end"):
        backfill(request_of(source, portion=2, id=OTHER), warehouse)
    assert backfill(request_of(source, portion=2, id=OTHER, is_anew=True), warehouse).import_id == OTHER


def test_one_that_has_ended_is_told_again(warehouse, source):
    assert ended_report(warehouse.con, KEY, ID) is None
    report = told(backfill(request_of(source, id=ID), warehouse))
    again = ended_report(warehouse.con, KEY, ID)
    assert (again.message, again.done_count, again.failed_count) == (report.message, 5, 1)


def test_stopped_it_keeps_what_is_stored_and_its_customers_are_up_to_date(warehouse, source):
    stopped(request_of(source, portion=2, id=ID), warehouse)
    report = stop(warehouse.con, KEY, ID, warehouse.backfills_folder)
    assert (report.message, report.done_count) == ("Cancelled; 2 orders of it are stored.", 2)
    assert history.find(warehouse.con, KEY, ID).status == "FAILED"
    assert warehouse.con.execute("SELECT total_count FROM customer_summaries").fetchall() == [(2,)]
    assert stop(warehouse.con, KEY, ID, warehouse.backfills_folder).message == report.message


def test_stopped_before_it_began_nothing_is_stored(warehouse):
    report = stop(warehouse.con, KEY, ID, warehouse.backfills_folder)
    assert report.message == "Cancelled before any of its orders were stored."


def test_the_run_that_dies_does_not_end_its_history(warehouse, source):
    stopped(request_of(source, portion=2, id=ID), warehouse)
    history.give_up(warehouse.con, KEY, ID, "its process is gone")
    assert history.find(warehouse.con, KEY, ID).status == "IN_PROGRESS"


def test_anybody_is_told_no_folder(warehouse, source):
    report = told(backfill(request_of(source, id=ID), warehouse))
    assert str(source.parent) not in report.model_dump_json()
    assert report.details["sources"][0]["name"] == "orders.ndjson"


def test_what_was_asked_is_the_flows_parameters_and_the_request():
    asked = BackfillAsked(["/a"], effects="hold", expect_orders=0, anew=True)
    assert asked.kind is ActionType.ORDERS_BACKFILL
    expected = {"sources": ["/a"], "effects": "hold", "expect_orders": 0, "anew": True}
    assert asked.as_parameters() == expected
    request = asked.as_request(ProjectKey("acme", "shop"))
    assert (request.sources, request.effects, request.is_anew, request.expected.orders) == (("/a",), "hold", True, 0)
