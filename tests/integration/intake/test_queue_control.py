"""Long actions in the queue: handed over at once, at work while others have the lane, paused, resumed, cancelled."""

from pathlib import Path
from threading import Thread

import pytest

from schemas.action_type import ActionType
from schemas.errors import NotFoundError, UsageError
from schemas.ids import ProjectKey
from schemas.reports.action_report import ActionReport
from schemas.reports.report import ImportStatus
from tasks.intake.queue import queue_progress
from tasks.intake.queue.import_queue import QueueFullError, accept, find, long_actions, waiting_by_lane
from tasks.intake.queue.queue_control import ask_to, asked_to, last_place, pause, paused, resume, run_anew
from tasks.intake.queue.queue_progress import (
    at_work,
    begin,
    cancel,
    end,
    handed_over,
    lanes_to_feed,
    progress,
    retry,
    silent,
    take_places,
    waits,
)
from tasks.intake.queue.queued_import import Asked, AskedAction, QueuedImport
from tasks.intake.queue.quota import Quota

pytestmark = pytest.mark.usefixtures("either_intake")

KEY = ProjectKey("acme", "shop")
LONG = AskedAction(ActionType.ORDERS_BACKFILL, {"sources": ["/a", "/b"]})
RUN, OTHER_RUN = "0" * 32, "1" * 32


def put(home: Path, asked: AskedAction | Asked = LONG, most: int = 9) -> str:
    return accept(home, KEY, asked, size=0, quota=Quota(most, 9))


def hand_over(home: Path, limit: int | None = 1) -> list[str]:
    taken = take_places(home, KEY, limit)
    handed_over(home, [(queued, f"run-{queued.position}-{queued.attempt}") for queued in taken])
    return [queued.import_id for queued in taken]


def working(home: Path) -> str:
    """A long action that has stored a portion."""
    import_id = put(home)
    hand_over(home)
    begin(home, KEY, import_id, RUN, LONG)
    at_work(home, import_id)
    progress(home, import_id, 40, ActionReport(message="2 stored"))
    return import_id


def facts(queued: QueuedImport) -> tuple[object, ...]:
    return queued.status, queued.progress, queued.waits_for, queued.asked_to, queued.flow_run_id


def test_long_actions_are_handed_over_at_once_and_take_no_room_from_others(tmp_path: Path):
    short = [put(tmp_path, Asked("/o")) for _ in range(3)]
    long = [put(tmp_path) for _ in range(2)]
    assert lanes_to_feed(tmp_path, 1) == [KEY]
    assert hand_over(tmp_path) == [short[0], *long]
    assert lanes_to_feed(tmp_path, 1) == []
    end(tmp_path, short[0], ImportStatus.FAILED, "no", None)
    assert hand_over(tmp_path) == [short[1]]
    third = put(tmp_path)
    assert (lanes_to_feed(tmp_path, 1), hand_over(tmp_path)) == ([KEY], [third])


def test_what_is_accepted_while_others_are_taken_waits_for_the_next_time(tmp_path: Path, monkeypatch):
    first, looked_at = put(tmp_path), queue_progress.select
    threads = [Thread(target=put, args=[tmp_path])]

    def look(*given: object, **named: object) -> list[QueuedImport]:
        found = looked_at(*given, **named)
        if threads[0].ident is None:
            threads[0].start()
            threads[0].join(0.3)
        return found

    monkeypatch.setattr(queue_progress, "select", look)
    taken = take_places(tmp_path, KEY, None)
    threads[0].join()
    assert [(queued.import_id, queued.place is None) for queued in taken] == [(first, False)]


def test_they_have_a_quota_of_their_own(tmp_path: Path):
    put(tmp_path, most=1)
    put(tmp_path, Asked("/o"), most=1)
    with pytest.raises(QueueFullError, match="1 backfills wait"):
        put(tmp_path, most=1)


def test_one_is_at_work_while_others_have_the_lane(tmp_path: Path):
    import_id = working(tmp_path)
    began = find(tmp_path, import_id).started_at
    place = last_place(tmp_path, KEY, import_id)
    begin(tmp_path, KEY, import_id, RUN, LONG)
    waits(tmp_path, import_id, "the database", 1)
    queued = find(tmp_path, import_id)
    assert (queued.status, queued.started_at, queued.progress, queued.place) == ("IN_PROGRESS", began, 40, place)
    assert queued.report is not None


def test_a_place_given_anew_is_behind_all_that_were_handed_over(tmp_path: Path):
    import_id = put(tmp_path)
    put(tmp_path, Asked("/o"))
    before = [queued.place for queued in take_places(tmp_path, KEY, None)]
    place = last_place(tmp_path, KEY, import_id)
    later = put(tmp_path, Asked("/o"))
    take_places(tmp_path, KEY, None)
    assert max(before) < place < find(tmp_path, later).place


def test_paused_it_waits_and_resumed_another_run_goes_on(tmp_path: Path):
    import_id = working(tmp_path)
    assert pause(tmp_path, import_id).asked_to == asked_to(tmp_path, import_id) == "pause"
    paused(tmp_path, import_id)
    assert facts(find(tmp_path, import_id))[:4] == ("IN_PROGRESS", 40, "somebody to resume it", None)
    assert (silent(tmp_path), lanes_to_feed(tmp_path, 3)) == ([], [])
    assert facts(resume(tmp_path, import_id)) == ("IN_PROGRESS", 40, None, None, None)
    assert hand_over(tmp_path) == [import_id]
    assert find(tmp_path, import_id).run_key == f"{import_id}:2"


def test_resumed_before_it_has_paused_it_just_goes_on(tmp_path: Path):
    import_id = working(tmp_path)
    pause(tmp_path, import_id)
    assert facts(resume(tmp_path, import_id)) == ("IN_PROGRESS", 40, None, None, RUN)


def test_cancelled_at_work_or_paused_a_run_leaves_it_as_one_has_to(tmp_path: Path):
    import_id = working(tmp_path)
    assert not cancel(tmp_path, import_id)
    assert ask_to(tmp_path, import_id, "cancel")
    assert facts(find(tmp_path, import_id)) == ("IN_PROGRESS", 40, None, "cancel", RUN)
    paused(tmp_path, import_id)
    assert ask_to(tmp_path, import_id, "cancel")
    assert facts(find(tmp_path, import_id)) == ("IN_PROGRESS", 40, None, "cancel", None)
    assert hand_over(tmp_path) == [import_id]


def test_one_whose_run_is_gone_gets_another_to_do_what_was_asked(tmp_path: Path):
    import_id = working(tmp_path)
    run_anew(tmp_path, import_id, "cancel")
    assert (asked_to(tmp_path, import_id), hand_over(tmp_path)) == ("cancel", [import_id])


def test_tried_again_it_is_known_to_have_stored_something(tmp_path: Path):
    import_id = working(tmp_path)
    end(tmp_path, import_id, ImportStatus.FAILED, "a source has changed", None)
    assert not ask_to(tmp_path, import_id, "pause")
    retry(tmp_path, import_id)
    assert not cancel(tmp_path, import_id)


def test_what_cannot_be_paused_is_refused(tmp_path: Path):
    short, ended = put(tmp_path, Asked("/o")), working(tmp_path)
    end(tmp_path, ended, ImportStatus.DONE, "all", None)
    for import_id, said in ((short, "is done at once"), (ended, "has ended already")):
        with pytest.raises(UsageError, match=said):
            pause(tmp_path, import_id)
    with pytest.raises(UsageError, match="is not paused: it is DONE"):
        resume(tmp_path, ended)
    with pytest.raises(NotFoundError):
        pause(tmp_path, ended, ProjectKey("acme", "other"))


def test_they_are_listed_apart_from_what_waits(tmp_path: Path):
    import_id = put(tmp_path)
    put(tmp_path, Asked("/o"))
    assert [queued.import_id for queued in long_actions(tmp_path)] == [import_id]
    assert waiting_by_lane(tmp_path) == {KEY: 1}
