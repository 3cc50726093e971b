"""What is asked of an intake now and then: exports, notifications, tokens, traces of somebody who is erased."""

from datetime import timedelta
from pathlib import Path

import pytest

from schemas import clock
from schemas.action_type import ActionType
from schemas.errors import NotFoundError, UsageError
from schemas.ids import ProjectKey
from schemas.notification import Notification
from schemas.reports.action_report import ActionReport
from schemas.reports.report import ImportStatus
from schemas.scopes import Scope
from tasks.intake import exports, idempotency
from tasks.intake.api_keys import create_project, list_projects
from tasks.intake.database import compact_intake
from tasks.intake.keys.access_tokens import inspect_token, issue_token, revoke_token
from tasks.intake.keys.identity import find_key, find_token
from tasks.intake.keys.keys import NewKey, create_key, list_keys, revoke_key
from tasks.intake.notifications import find_notification, remove_notification, store_notification
from tasks.intake.queue.import_queue import accept, find, known_ids, page, usual_duration, waiting_by_lane
from tasks.intake.queue.queue_progress import begin, end, note_done
from tasks.intake.queue.queued_import import Asked, AskedAction
from tasks.intake.queue.quota import Quota
from tasks.intake.receive import Received
from tasks.intake.redaction import forget_submissions, redact_imports
from tasks.intake.report_links import find_linked_project, make_report_token

pytestmark = pytest.mark.usefixtures("either_intake")

A, B = ProjectKey("acme", "a"), ProjectKey("acme", "b")
QUOTA = Quota(9, 99)
UNDO = AskedAction(ActionType.ORDERS_UNDO, {"undoes": "imp_0"})


def export(home: Path, idempotency_key: str | None = None) -> str:
    made = exports.accept_export(home, A, "order", {}, request_id="r", quota=QUOTA, idempotency_key=idempotency_key)
    return made.id


def test_exports_are_listed_in_each_order_and_deleted(tmp_path: Path):
    first, second = export(tmp_path), export(tmp_path)
    end(tmp_path, first.replace("exp_", "imp_"), ImportStatus.FAILED, "no", None)
    by_status = [
        [each.id for each in exports.list_exports(tmp_path, A, 9, 1, order)[0]] for order in ("status", "-status")
    ]
    assert by_status == [[second, first], [first, second]]
    assert exports.list_exports(tmp_path, A, 1, 2, "created_at")[1] == 2
    exports.delete_export(tmp_path, A, first)
    assert exports.was_deleted(tmp_path, first)
    with pytest.raises(NotFoundError):
        exports.find_export(tmp_path, A, first)


def test_an_export_that_is_asked_for_again_is_the_same(tmp_path: Path):
    assert export(tmp_path, "k") == export(tmp_path, "k")


def test_a_link_to_a_report_opens_it_for_its_days(tmp_path: Path):
    lasting, ended = (make_report_token(tmp_path, A, "imp_1", timedelta(days=days)) for days in (1, -1))
    found = [find_linked_project(tmp_path, token, "imp_1") for token in (lasting, ended, "x")]
    assert found == [A, None, None]
    assert find_linked_project(tmp_path, lasting, "imp_2") is None


def test_a_project_has_one_way_to_be_notified(tmp_path: Path):
    for chosen in (Notification(url="https://a.example"), Notification(email="a@b.example", includes_api=True)):
        store_notification(tmp_path, A, chosen)
        assert find_notification(tmp_path, A) == chosen
    assert (remove_notification(tmp_path, A), remove_notification(tmp_path, A)) == (True, False)


def test_the_oldest_key_names_a_project(tmp_path: Path):
    first = create_project(tmp_path, A)
    made, _ = create_key(tmp_path, A, NewKey("a", [Scope.READ]))
    assert [key.name for key in list_keys(tmp_path, A)] == ["default", "a"]
    assert [project.app_id for project in list_projects(tmp_path)] == [first.app_id]
    with pytest.raises(UsageError, match="called 'a' already"):
        create_key(tmp_path, A, NewKey("a", [Scope.READ]))
    assert revoke_key(tmp_path, A, "a").id == made.id
    create_key(tmp_path, A, NewKey("a", [Scope.READ]))


def test_an_access_token_opens_what_it_says_until_it_is_revoked(tmp_path: Path):
    made = create_project(tmp_path, A)
    owner = find_key(tmp_path, made.app_id, made.app_token)
    token, issued = issue_token(tmp_path, owner, "read")
    assert (find_token(tmp_path, token).key, inspect_token(tmp_path, A, token)) == (A, issued)
    revoke_token(tmp_path, B, token)
    assert find_token(tmp_path, token) is not None
    revoke_token(tmp_path, A, token)
    assert find_token(tmp_path, token) is None


def test_nothing_is_left_of_who_is_erased(tmp_path: Path):
    received = Received(tmp_path / "eva.json", "x", 5)
    made, _ = idempotency.accept_once(tmp_path, A, "eva", received, request_id="r", quota=QUOTA)
    end(tmp_path, made, ImportStatus.FAILED, "eva", None)
    redact_imports(tmp_path, A, lambda text: text.replace("eva", "-"))
    forget_submissions(tmp_path, A, lambda key, *_: key == "eva")
    compact_intake(tmp_path)
    found = find(tmp_path, made)
    assert (found.message, found.sources) == ("-", [str(tmp_path / "-.json")])
    assert idempotency.accept_once(tmp_path, A, "eva", received, request_id="r", quota=QUOTA)[1]


def test_a_key_of_last_week_stands_for_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    received = Received(tmp_path / "o.json", "x", 5)
    idempotency.accept_once(tmp_path, A, "k", received, request_id="r", quota=QUOTA)
    later = clock.utc_now() + timedelta(days=8)
    monkeypatch.setattr(idempotency, "utc_now", lambda: later)
    assert idempotency.find_earlier(tmp_path, A, "k", received) is None
    idempotency.forget_expired(tmp_path)
    assert idempotency.accept_once(tmp_path, A, "k", received, request_id="r", quota=QUOTA)[1]


def test_what_a_shell_has_done_is_noted_once(tmp_path: Path):
    for _ in range(2):
        note_done(tmp_path, A, "imp_1", UNDO, ActionReport(message="done"), clock.utc_now() - timedelta(seconds=2))
    assert [queued.import_id for queued in page(tmp_path, A, 9)] == ["imp_1"]
    assert usual_duration(tmp_path, A) >= timedelta(seconds=2)
    assert known_ids(tmp_path, ["imp_1", "imp_2"]) == {"imp_1"}


def test_what_prefect_has_waits_for_nobody(tmp_path: Path):
    ids = [accept(tmp_path, A, Asked("/o"), size=0, quota=QUOTA) for _ in range(2)]
    assert waiting_by_lane(tmp_path) == {A: 2}
    begin(tmp_path, A, ids[0], "0" * 32, Asked("/o"))
    assert waiting_by_lane(tmp_path) == {A: 1}
