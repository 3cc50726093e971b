"""A dry run of a backfill: what it says of the whole source, and that nothing of it stays."""

import json
from pathlib import Path

import pytest

from tasks.backfill.core import NO_CALLBACKS, backfill
from tasks.backfill.rehearsal import BackfillDryRun, rehearse
from tasks.warehouse.location import database_path
from tasks.warehouse.project import ProjectWarehouse
from tasks.warehouse.storages.of_home import has_database
from tests.support.projects.backfills import request_of
from tests.support.projects.stages import KEY

JANUARY, APRIL = "2020-01-15T00:00:00Z", "2020-04-02T00:00:00Z"
EUR = {"currency": "EUR"}
ORDERS = [
    {"source_id": "a", "amount": 10, "created_at": APRIL, "metadata": EUR, "customer": {"source_id": "c"}},
    {"source_id": "b", "amount": 20, "created_at": JANUARY, "status": "PAID", "customer": {"source_id": "c"}},
    {"source_id": "a", "status": "PAID", "items": [{"quantity": 0}]},
    {"source_id": "d", "amount": -1},
    {"source_id": "a", "status": "PAID"},
    {"source_id": "e", "amount": -2},
]


@pytest.fixture
def warehouse(tmp_path) -> ProjectWarehouse:
    return ProjectWarehouse(KEY, tmp_path / "home", 1.0)


@pytest.fixture
def source(tmp_path) -> Path:
    path = tmp_path / "orders.ndjson"
    path.write_text("\n".join(map(json.dumps, ORDERS)))
    return path


def rehearsed(source: Path, warehouse: ProjectWarehouse) -> BackfillDryRun:
    return rehearse(request_of(source, portion=2), warehouse, NO_CALLBACKS)


def test_it_says_what_the_whole_source_holds(warehouse, source):
    seen = rehearsed(source, warehouse).overview
    assert (seen.order_count, seen.without_customer_count) == (3, 1)
    assert (seen.statuses, seen.currencies) == ({"PAID": 2}, {"EUR": 1})
    assert (seen.first_created_at.month, seen.last_created_at.month) == (1, 4)
    assert seen.empty_months == ["2020-02", "2020-03"]


def test_it_reports_what_the_backfill_would(warehouse, source):
    would = rehearsed(source, warehouse).report
    done = backfill(request_of(source, portion=2), warehouse)
    same = ("row_count", "done_count", "failed_count", "failed", "orders", "customers", "warnings", "differences")
    assert [getattr(would, name) for name in same] == [getattr(done, name) for name in same]


def test_rejects_are_counted_by_their_reasons(warehouse, source):
    reasons = rehearsed(source, warehouse).reject_reasons
    assert [(each.path, each.count) for each in reasons] == [("$.amount", 2), ("$.items[].quantity", 1)]


def test_nothing_of_it_stays(warehouse, source):
    rehearsed(source, warehouse)
    assert not has_database(warehouse.home, KEY)
    assert list(warehouse.backfills_folder.iterdir()) == []


def test_it_is_done_to_what_the_project_holds_and_the_project_is_as_it_was(warehouse, source):
    backfill(request_of(source, portion=2), warehouse)
    before = database_path(warehouse.home, KEY).read_bytes()
    would = rehearsed(source, warehouse).report
    assert (would.orders.inserted, would.orders.updated) == (0, 3)
    assert database_path(warehouse.home, KEY).read_bytes() == before
