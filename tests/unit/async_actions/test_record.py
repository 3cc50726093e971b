"""One import's async action, from its flow run and its report: what a client reads, and what the operator does."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from prefect.client.schemas.objects import FlowRun, State
from prefect.states import Cancelled, Completed, Crashed, Failed, Pending, Running, Scheduled

from flows.async_actions.record import record_of
from schemas.async_action import AsyncAction, ImportAction, ListedAction
from schemas.ids import import_id_of
from schemas.reports.report import ImportReport, ImportStatus, Reject, Warned

RUN_ID, DEPLOYMENT = UUID(int=7), UUID(int=8)
IMPORT_ID = import_id_of(RUN_ID)
AT = datetime(2026, 1, 2, 3, 4, 5, 678_900, tzinfo=UTC)
SECRET = "/srv/acme/shop.duckdb is in use by python (PID 7)."


def run_in(state: State, *, is_queued: bool = True) -> FlowRun:
    deployment_id = DEPLOYMENT if is_queued else None
    return FlowRun(
        id=RUN_ID, flow_id=UUID(int=9), deployment_id=deployment_id, state=state, expected_start_time=AT, end_time=AT
    )


def report(status: ImportStatus, **said: object) -> ImportReport:
    facts = {"import_id": IMPORT_ID, "tenant": "acme", "project": "shop", "source": "-", "stages": {"load": 1.5}}
    return ImportReport(**facts, status=status, created_at=AT, updated_at=AT + timedelta(seconds=2), **said)


@pytest.mark.parametrize(
    ("state", "is_queued", "status", "operation_status", "progress"),
    [
        (Scheduled(), True, "ENQUEUED", "UNKNOWN", 0),
        (Pending(), True, "ENQUEUED", "UNKNOWN", 0),
        (Running(), True, "IN_PROGRESS", "UNKNOWN", 0),
        (Completed(), True, "DONE", "SUCCESS", 100),
        (Failed(), True, "FAILED", "FAILED", 0),
        (Cancelled(), True, "FAILED", "FAILED", 0),
        (Crashed(), True, "ENQUEUED", "UNKNOWN", 0),
        (Crashed(), False, "FAILED", "FAILED", 0),
    ],
)
def test_the_runs_state_decides(state, is_queued, status, operation_status, progress):
    record = record_of(run_in(state, is_queued=is_queued), None)
    assert (record.status, record.operation_status, record.progress) == (status, operation_status, progress)
    assert (record.result is None) is (status in ("ENQUEUED", "IN_PROGRESS"))


@pytest.mark.parametrize(
    ("state", "public", "operators"),
    [
        (Cancelled(message="By Ann."), "By Ann.", "By Ann."),
        (Cancelled(), "Cancelled before it began.", "Cancelled before it began."),
        (Failed(message=SECRET), "Failed; the history of its run says why.", SECRET),
    ],
)
def test_without_a_report_a_client_is_told_no_more_than_it_may_know(state, public, operators):
    record = record_of(run_in(state), None)
    assert (record.result.message, record.operator_message) == (public, operators)
    assert (record.result.done_count, record.result.failed_count, record.result.failed) == (0, 0, [])


def test_a_failure_has_a_line_for_each_reader():
    failed = report(ImportStatus.FAILED, error="The project's database is in use.", hint="Wait.", detail=SECRET)
    record = record_of(run_in(Failed(message="An exception.")), failed)
    assert (record.result.message, record.operator_message, record.hint) == (failed.error, SECRET, "Wait.")
    assert "/srv" not in AsyncAction.model_validate(record.model_dump()).model_dump_json()


def test_what_was_stored_before_the_end_is_told_with_what_is_due():
    loaded = report(ImportStatus.IN_PROGRESS, row_count=2, done_count=2)
    record = record_of(run_in(Failed(message=SECRET)), loaded)
    said = "2 order(s) imported successfully, 0 failed. Its segments are due"
    assert record.result.message == f"{said}."
    assert record.operator_message == f"{said}: run it again with --import-id {IMPORT_ID}. {SECRET}"


def test_a_report_says_the_same_with_and_without_its_run():
    reject = Reject(row=1, source_id="b", path="$.amount", reason="is below 0")
    strange = Warned(code="unknown_field", message="$.note is not a known field", count=1, rows=[0])
    done = report(ImportStatus.DONE, row_count=2, done_count=1, failed=[reject], warnings=[strange])
    alone, of_run = ImportAction.of_report(done).as_json(), record_of(run_in(Completed()), done).as_json()
    times = ("created_at", "updated_at", "processing_time")
    assert [alone[name] for name in times] == ["2026-01-02T03:04:05.678900Z", "2026-01-02T03:04:07.678Z", 2000]
    assert {**of_run, **{name: alone[name] for name in times}} == alone
    assert alone["result"] == {
        "message": "1 order(s) imported successfully, 1 failed.",
        "done_count": 1,
        "failed_count": 1,
        "stale_count": 0,
        "failed": [reject.model_dump()],
        "warnings": [strange.model_dump()],
    }


@pytest.mark.parametrize(
    ("source", "request_id"),
    [
        (f"/home/acme/shop.inbox/v-{'0' * 32}.json", f"v-{'0' * 32}"),
        ("/data/orders.json", IMPORT_ID),
        (f"/data/v-{'0' * 32}.json", IMPORT_ID),
        ("/home/acme/shop.inbox/orders.json", IMPORT_ID),
    ],
)
def test_the_request_is_the_one_that_brought_the_body(source, request_id):
    run = run_in(Running()).model_copy(update={"parameters": {"source": source}})
    assert record_of(run, None).request_id == request_id


@pytest.mark.parametrize("view", [ListedAction, AsyncAction])
def test_clients_see_nothing_that_is_the_operators(view):
    assert not {"import_id", "detail", "hint", "rejects_file", "stages", "effects"} & set(view.model_fields)
