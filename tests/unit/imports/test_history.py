"""The history of imports: what it says of those that ended, and of those that nobody works on any more."""

from datetime import datetime
from pathlib import Path

import pytest

from schemas.errors import UsageError
from schemas.ids import ProjectKey
from schemas.reports.report import Loaded, Written
from tasks.imports import history
from tasks.imports.rejects_file import rejected_orders
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.statements import Connection

KEY = ProjectKey("acme", "shop")
NOON = datetime(2026, 1, 1, 12)


@pytest.fixture
def con(tmp_path: Path):
    with open_warehouse(tmp_path, KEY) as con:
        yield con


def _begin(con: Connection, *import_ids: str) -> None:
    for import_id in import_ids:
        history.note_begin(con, import_id, "run", "o.ndjson", "ndjson", NOON)


def _load(con: Connection, import_id: str) -> None:
    nothing = Written(inserted=0, updated=0)
    loaded = Loaded(row_count=1, done_count=1, orders=nothing, customers=nothing, products=nothing, skus=nothing)
    values = [NOON, loaded.model_dump_json(), import_id]
    con.execute("UPDATE imports SET loaded_at = ?, report = ? WHERE id = ?", values)


def test_an_import_that_began_is_in_progress(con):
    _begin(con, "imp_a")
    report = history.find(con, KEY, "imp_a")
    assert (report.status, report.source, report.done_count) == ("IN_PROGRESS", "o.ndjson", 0)
    assert history.interrupted(con) == ["imp_a"]


def test_an_import_given_up_has_failed_and_can_begin_anew(con):
    _begin(con, "imp_a", "imp_b")
    history.give_up(con, KEY, "imp_a", "It was cancelled.")
    report = history.find(con, KEY, "imp_a")
    assert (report.status, report.error, history.interrupted(con)) == ("FAILED", "It was cancelled.", ["imp_b"])
    history.forget(con, "imp_a")
    _begin(con, "imp_a")
    assert history.find(con, KEY, "imp_a").status == "IN_PROGRESS"


@pytest.mark.parametrize("import_id", ["imp_loaded", "imp_unknown"])
def test_an_import_whose_orders_are_stored_is_never_given_up(con, import_id):
    _begin(con, "imp_loaded")
    _load(con, "imp_loaded")
    history.give_up(con, KEY, import_id, "It was cancelled.")
    assert (history.interrupted(con), history.find(con, KEY, "imp_loaded").status) == ([], "IN_PROGRESS")


def test_an_import_that_has_ended_stays_as_it_ended(con):
    _begin(con, "imp_a")
    history.give_up(con, KEY, "imp_a", "It was cancelled.")
    history.give_up(con, KEY, "imp_a", "It was cancelled again.")
    assert history.find(con, KEY, "imp_a").error == "It was cancelled."


def test_there_are_rejects_only_once_orders_are_stored(con):
    _begin(con, "imp_a")
    assert (rejected_orders(con, "imp_a"), rejected_orders(con, "imp_b")) == (None, None)
    _load(con, "imp_a")
    assert rejected_orders(con, "imp_a") == []


def test_an_unknown_import_is_one_clear_line(con):
    with pytest.raises(UsageError, match="acme/shop has no import imp_x"):
        history.find(con, KEY, "imp_x")


def test_the_history_is_newest_first(con):
    for hour, import_id in enumerate(("imp_a", "imp_b", "imp_c")):
        history.note_begin(con, import_id, "run", "o.ndjson", "ndjson", NOON.replace(hour=hour))
    assert [report.import_id for report in history.history(con, KEY, 2)] == ["imp_c", "imp_b"]
