"""The async action of a row of the queue that is no import: type, status and result as a client reads them."""

from pathlib import Path

import pytest

from flows.async_actions.queued import read_queued
from schemas.action_type import ActionType
from schemas.async_action import AsyncAction
from schemas.ids import ProjectKey, action_id_of
from schemas.reports.action_report import ActionReport
from schemas.reports.report import ImportStatus
from tasks.intake.queue.import_queue import accept
from tasks.intake.queue.queue_progress import at_work, end, retry
from tasks.intake.queue.queued_import import AskedAction
from tasks.intake.queue.quota import Quota

KEY = ProjectKey("acme", "shop")
DONE = ActionReport(message="2 segment(s) brought up to date.", done_count=2, details={"segments": ["a", "b"]})


@pytest.fixture
def action_id(tmp_path: Path) -> str:
    asked = AskedAction(ActionType.SEGMENTS_REBUILD, {"segment": None})
    return action_id_of(accept(tmp_path, KEY, asked, size=0, quota=Quota(9, 9)))


def told(home: Path, action_id: str) -> dict[str, object]:
    record = AsyncAction.model_validate(read_queued(home, action_id).model_dump())
    shown = record.model_dump(mode="json", exclude_none=True)
    return {name: shown.get(name) for name in ("id", "type", "status", "operation_status", "result")}


def facts(action_id: str, *rest: object) -> dict[str, object]:
    names = ("id", "type", "status", "operation_status", "result")
    return dict(zip(names, (action_id, "SEGMENTS.REBUILD", *rest), strict=True))


def test_its_way_to_a_good_end(tmp_path: Path, action_id: str):
    assert told(tmp_path, action_id) == facts(action_id, "ENQUEUED", "UNKNOWN", None)
    at_work(tmp_path, action_id.replace("aa_", "imp_"))
    assert told(tmp_path, action_id) == facts(action_id, "IN_PROGRESS", "UNKNOWN", None)
    end(tmp_path, action_id.replace("aa_", "imp_"), ImportStatus.DONE, DONE.message, DONE)
    result = {
        "message": DONE.message,
        "done_count": 2,
        "failed": [],
        "warnings": [],
        "details": {"segments": ["a", "b"]},
    }
    assert told(tmp_path, action_id) == facts(action_id, "DONE", "SUCCESS", result)


def test_a_failure_says_why_and_can_be_tried_again(tmp_path: Path, action_id: str):
    import_id = action_id.replace("aa_", "imp_")
    end(tmp_path, import_id, ImportStatus.FAILED, "There is no segment.", None, "for the operator")
    assert told(tmp_path, action_id) == facts(action_id, "FAILED", "FAILED", {"message": "There is no segment."})
    assert read_queued(tmp_path, action_id).operator_message == "for the operator"
    assert retry(tmp_path, import_id).kind is ActionType.SEGMENTS_REBUILD
