"""The whole import as one function: its callbacks, its history, and that it goes on where an attempt ended."""

import json
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import duckdb
import pytest

from schemas.errors import DatabaseBusyError, ImportAbortedError, RefreshDueError, UsageError
from schemas.ids import ProjectKey
from tasks.imports import core, history
from tasks.imports.attempt import Callbacks
from tasks.imports.reading import reader
from tasks.imports.request import ImportRequest
from tasks.imports.stages import Stage
from tasks.warehouse.project import ProjectWarehouse
from tasks.warehouse.sharing.connection_cache import connection_cache

KEY = ProjectKey("acme", "shop")
ORDER = {"source_id": "a", "amount": 5, "status": "PAID", "customer": {"source_id": "c"}}


@pytest.fixture
def warehouse(tmp_path: Path) -> ProjectWarehouse:
    return ProjectWarehouse(KEY, tmp_path / "home", 1.0)


@pytest.fixture
def request_(tmp_path: Path) -> ImportRequest:
    source = tmp_path / "orders.ndjson"
    source.write_text("\n".join(map(json.dumps, (ORDER, {"source_id": "b", "amount": -1}))))
    return ImportRequest("imp_" + "1" * 32, KEY, str(source))


def test_each_stage_is_announced_run_and_timed_in_order(warehouse, request_):
    announced, run = [], []

    def run_stage(stage, work):
        run.append(stage)
        return work()

    callbacks = Callbacks(run_stage, announced.append)
    report = core.import_orders(request_, warehouse, reader(lambda: 10, callbacks), callbacks)
    assert announced == run == list(Stage)
    assert [*report.stages] == [stage.value for stage in Stage]
    assert (report.done_count, len(report.failed), report.format) == (1, 1, "ndjson")
    assert Path(report.rejects_file).parent == warehouse.rejects_folder


def test_the_same_request_again_reads_nothing_and_answers_the_same(warehouse, request_):
    first = core.import_orders(request_, warehouse, reader(lambda: 10))
    assert core.import_orders(request_, warehouse, lambda _: pytest.fail("reads again")) == first


@pytest.mark.parametrize("dies_at", list(Stage))
def test_an_import_whose_process_died_at_a_stage_goes_on_where_it_ended(warehouse, request_, dies_at):
    class Killed(BaseException):
        """Not an error of the import: nothing is recorded of it."""

    def run_stage(stage, work):
        if stage is dies_at:
            raise Killed
        return work()

    dying = Callbacks(run_stage)
    with pytest.raises(Killed):
        core.import_orders(request_, warehouse, reader(lambda: 10, dying), dying)
    report = core.import_orders(request_, warehouse, reader(lambda: 10))
    assert (report.done_count, report.orders.inserted, report.customers.inserted) == (1, 1, 1)


def test_a_refusal_is_heard_of_kept_and_raised(warehouse, request_):
    heard = []
    callbacks = Callbacks(on_failure=heard.append)
    with pytest.raises(ImportAbortedError, match="holds 2 orders, and an import takes at most 1"):
        core.import_orders(request_, warehouse, reader(lambda: 1), callbacks)
    with warehouse.open() as con:
        assert [history.find(con, KEY, request_.import_id)] == heard
    assert (heard[0].status, heard[0].done_count) == ("FAILED", 0)


def without_refresh(error: Exception) -> Callbacks:
    """Of an import whose refresh meets an error."""

    def run_stage(stage, work):
        if stage is Stage.REFRESH:
            raise error
        return work()

    return Callbacks(run_stage, on_failure=lambda _: pytest.fail("says it has failed"))


BUSY = (DatabaseBusyError("It does not answer."), duckdb.IOException("Unable to connect to Postgres at …"))


@pytest.mark.parametrize("error", BUSY)
def test_a_busy_database_is_waited_for_also_once_the_orders_are_stored(warehouse, request_, error):
    busy = without_refresh(error)
    with pytest.raises(DatabaseBusyError, match=f"Go on with --import-id {request_.import_id}"):
        core.import_orders(request_, warehouse, reader(lambda: 10, busy), busy)
    assert core.import_orders(request_, warehouse, reader(lambda: 10)).done_count == 1


def test_the_next_import_waits_too_where_an_earlier_refresh_is_due(warehouse, request_, monkeypatch):
    busy = without_refresh(BUSY[0])
    with pytest.raises(DatabaseBusyError):
        core.import_orders(request_, warehouse, reader(lambda: 10, busy), busy)
    with monkeypatch.context() as patched, pytest.raises(DatabaseBusyError):
        patched.setattr("tasks.segments.refresh.refresh_touched", Mock(side_effect=BUSY[0]))
        core.import_orders(replace(request_, import_id="imp_" + "2" * 32), warehouse, reader(lambda: 10))
    assert core.import_orders(request_, warehouse, reader(lambda: 10)).done_count == 1


@pytest.mark.parametrize("is_kept_open", [True, False])
def test_what_a_database_says_that_cannot_be_reached_is_busy(warehouse, is_kept_open):
    with (
        connection_cache() if is_kept_open else nullcontext(),
        pytest.raises(DatabaseBusyError),
        warehouse.open(),
    ):
        raise BUSY[1]


def test_a_refresh_that_fails_after_the_commit_says_that_the_orders_are_stored(warehouse, request_):
    def run_stage(stage, work):
        if stage is Stage.REFRESH:
            raise UsageError("No space is left.")
        return work()

    failing = Callbacks(run_stage)
    with pytest.raises(RefreshDueError, match=f"Go on with --import-id {request_.import_id}"):
        core.import_orders(request_, warehouse, reader(lambda: 10, failing), failing)
    with warehouse.open() as con:
        assert history.find(con, KEY, request_.import_id).status == "IN_PROGRESS"
    report = core.import_orders(request_, warehouse, reader(lambda: 10))
    assert (report.status, report.done_count) == ("DONE", 1)
