"""The queue of accepted imports: order, places, quota, what becomes of them, and trying again."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from schemas import clock
from schemas.errors import NotFoundError, UsageError
from schemas.ids import ProjectKey
from schemas.reports.report import ImportReport, ImportStatus
from tasks.intake.database import watch_intake
from tasks.intake.idempotency import OtherBodyError, accept_once
from tasks.intake.inbox import inbox_of
from tasks.intake.queue import import_queue, queue_progress
from tasks.intake.queue.import_queue import QueueFullError, accept, find
from tasks.intake.queue.queue_progress import (
    at_work,
    begin,
    cancel,
    end,
    handed_over,
    lanes_to_feed,
    retry,
    take_places,
    waits,
)
from tasks.intake.queue.queued_import import Asked
from tasks.intake.queue.quota import Quota
from tasks.intake.receive import Received
from tests.support.worlds.eventually import eventually

pytestmark = pytest.mark.usefixtures("either_intake")

A, B = ProjectKey("acme", "a"), ProjectKey("acme", "b")
QUOTA = Quota(imports=100, size=1000)
RUN = "0" * 32


def put(home: Path, key: ProjectKey = A, source: str = "/o.json", size: int = 0, quota: Quota = QUOTA) -> str:
    return accept(home, key, Asked(source), size=size, quota=quota)


def hand_over(home: Path, key: ProjectKey = A, limit: int | None = None) -> list[str]:
    taken = take_places(home, key, limit)
    handed_over(home, [(queued, f"run-{queued.position}") for queued in taken])
    return [queued.import_id for queued in taken]


def done(import_id: str, key: ProjectKey = A) -> ImportReport:
    now = clock.utc_now()
    return ImportReport(
        import_id=import_id,
        tenant=key.tenant,
        project=key.project,
        source="o",
        status=ImportStatus.DONE,
        created_at=now,
        updated_at=now,
    )


def test_imports_are_handed_over_in_order_and_no_more_than_are_useful(tmp_path: Path):
    first, second, third = (put(tmp_path) for _ in range(3))
    assert hand_over(tmp_path, limit=2) == [first, second]
    assert (hand_over(tmp_path, limit=2), lanes_to_feed(tmp_path, 2)) == ([], [])
    end(tmp_path, first, ImportStatus.DONE, "1 order", done(first))
    assert lanes_to_feed(tmp_path, 2) == [A]
    assert hand_over(tmp_path, limit=2) == [third]


def test_the_lane_that_has_waited_longest_is_fed_first(tmp_path: Path):
    for key in (B, A, B):
        put(tmp_path, key)
    assert lanes_to_feed(tmp_path, 3) == [B, A]


@pytest.mark.parametrize("jump", [timedelta(), timedelta(days=1), timedelta(days=-1)])
def test_places_grow_whatever_the_clock_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jump: timedelta):
    for _ in range(2):
        put(tmp_path)
    before = [queued.place for queued in take_places(tmp_path, A, None)]
    now = queue_progress.time.time_ns() + round(jump.total_seconds() * 1e9)
    monkeypatch.setattr(queue_progress.time, "time_ns", lambda: now)
    put(tmp_path)
    places = [queued.place for queued in take_places(tmp_path, A, None)]
    assert places[:2] == before
    assert places == sorted(set(places))


def test_who_asks_again_makes_the_same_run(tmp_path: Path):
    import_id = put(tmp_path)
    keys = [queued.run_key for _ in range(2) for queued in take_places(tmp_path, A, None)]
    assert keys == [import_id] * 2


@pytest.mark.parametrize(
    ("waiting", "size", "quota", "said"),
    [
        (2, 0, Quota(2, 10), "2 imports wait"),
        (1, 6, Quota(9, 10), "imports of 6 bytes wait"),
    ],
)
def test_no_more_waits_than_may(tmp_path: Path, waiting: int, size: int, quota: Quota, said: str):
    for _ in range(waiting):
        put(tmp_path, size=size, quota=quota)
    with pytest.raises(QueueFullError, match=said):
        put(tmp_path, size=5, quota=quota)
    put(tmp_path, B, size=5, quota=quota)  # is another queue


def test_a_body_that_is_larger_than_all_that_may_wait_is_taken_when_nothing_does(tmp_path: Path):
    assert put(tmp_path, size=11, quota=Quota(9, 10))


def test_the_way_of_an_import(tmp_path: Path):
    import_id = put(tmp_path)
    put(tmp_path)

    def now() -> tuple[object, ...]:
        queued = find(tmp_path, import_id)
        return queued.status, queued.waits_for, queued.waited, queued.progress, queued.ended_at is not None

    hand_over(tmp_path)
    begin(tmp_path, A, import_id, RUN, Asked("/o.json"))
    assert now() == ("ENQUEUED", None, 0.0, 0, False)
    assert waits(tmp_path, import_id, "the database", 2) + waits(tmp_path, import_id, "the database", 3) == 7
    assert now() == ("ENQUEUED", "the database", 5.0, 0, False)
    at_work(tmp_path, import_id)
    queue_progress.progress(tmp_path, import_id, 100.0)
    assert now() == ("IN_PROGRESS", None, 0.0, 99, False)
    end(tmp_path, import_id, ImportStatus.DONE, "all", done(import_id))
    end(tmp_path, import_id, ImportStatus.FAILED, "late", None)
    assert now() == ("DONE", None, 0.0, 100, True)
    assert find(tmp_path, import_id).message == "all"


def test_position_counts_those_that_have_not_ended(tmp_path: Path):
    ids = [put(tmp_path) for _ in range(3)]
    put(tmp_path, B)
    end(tmp_path, ids[0], ImportStatus.FAILED, "no", None)
    counts = [import_queue.count_before(tmp_path, find(tmp_path, import_id)) for import_id in ids]
    assert counts == [0, 0, 1]


def test_a_cancelled_import_never_begins(tmp_path: Path):
    import_id = put(tmp_path)
    assert cancel(tmp_path, import_id)
    assert not cancel(tmp_path, import_id)
    assert hand_over(tmp_path) == []
    queued = begin(tmp_path, A, import_id, RUN, Asked("/o.json"))
    assert (queued.status, queued.message) == ("FAILED", "Cancelled before it began.")


def test_one_that_is_cancelled_while_it_is_handed_over_is_given_back(tmp_path: Path):
    import_id = put(tmp_path)
    taken = take_places(tmp_path, A, None)
    assert cancel(tmp_path, import_id)
    assert [queued.import_id for queued in handed_over(tmp_path, [(taken[0], RUN)])] == [import_id]


def test_one_that_works_is_not_cancelled_here(tmp_path: Path):
    import_id = put(tmp_path)
    at_work(tmp_path, import_id)
    assert not cancel(tmp_path, import_id)


def test_a_failed_import_is_tried_again_at_the_end_of_its_lane(tmp_path: Path):
    first, second = put(tmp_path), put(tmp_path)
    hand_over(tmp_path)
    end(tmp_path, first, ImportStatus.FAILED, "no", None)
    again = retry(tmp_path, first)
    assert (again.status, again.message, again.attempt, again.run_key) == ("ENQUEUED", None, 2, f"{first}:2")
    assert again.position > find(tmp_path, second).position
    assert hand_over(tmp_path) == [first]
    third = put(tmp_path)
    assert find(tmp_path, third).position > again.position


def test_what_cannot_be_tried_again_is_refused(tmp_path: Path):
    folder = inbox_of(tmp_path, A)
    gone, working = put(tmp_path, source=str(folder / "x.json")), put(tmp_path)
    unnamed = accept(tmp_path, A, Asked(None), size=0, quota=QUOTA)
    for import_id in (gone, unnamed):
        end(tmp_path, import_id, ImportStatus.FAILED, "no", None)
    for import_id, said in ((gone, "not kept any more"), (unnamed, "not kept"), (working, "has not failed")):
        with pytest.raises(UsageError, match=said):
            retry(tmp_path, import_id)
    with pytest.raises(NotFoundError):
        retry(tmp_path, gone, B)


def test_an_import_that_prefect_started_has_a_row_from_its_begin(tmp_path: Path):
    queued = begin(tmp_path, A, f"imp_{RUN}", RUN, Asked("/o.json", effects="none"))
    assert (queued.place, queued.parameters) == (None, {"source": "/o.json", "effects": "none"})
    end(tmp_path, queued.import_id, ImportStatus.FAILED, "no", None)
    again = begin(tmp_path, A, queued.import_id, "1" * 32, Asked("/o.json"))
    assert (again.status, again.attempt) == ("ENQUEUED", 2)


def test_a_page_leads_to_the_next(tmp_path: Path):
    ids = [put(tmp_path) for _ in range(5)]
    put(tmp_path, B)
    found, before = [], None
    while page := import_queue.page(tmp_path, A, 2, before):
        found += [queued.import_id for queued in page]
        before = page[-1].accepted_at
    assert found == ids[::-1]


def test_a_key_stands_for_one_import(tmp_path: Path):
    def send(sha256: str) -> tuple[str, bool]:
        received = Received(tmp_path / "o.json", sha256, 5)
        return accept_once(tmp_path, A, "k", received, request_id="v-1", quota=QUOTA)

    first, again = send("x"), send("x")
    assert (first[1], again) == (True, (first[0], False))
    assert find(tmp_path, first[0]).request_id == "v-1"
    with pytest.raises(OtherBodyError):
        send("y")
    assert len(take_places(tmp_path, A, None)) == 1


def test_what_ended_long_ago_is_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    old, new = put(tmp_path), put(tmp_path)
    end(tmp_path, old, ImportStatus.DONE, "all", done(old))
    later = datetime.now(UTC) + queue_progress.KEPT + timedelta(hours=1)
    monkeypatch.setattr(queue_progress, "utc_now", lambda: later)
    queue_progress.prune(tmp_path)
    assert (find(tmp_path, old), find(tmp_path, new).status) == (None, "ENQUEUED")


def test_whoever_watches_sees_each_change_once(tmp_path: Path):
    with closing(watch_intake(tmp_path)) as watch:
        for _ in range(2):
            eventually(watch.has_changed)
            eventually(watch.has_changed, lambda is_new: not is_new)
            put(tmp_path)


def test_parameters_are_those_of_the_flow(tmp_path: Path):
    asked = Asked("/o.csv", format="csv", mapping="/m.toml", effects_limit=0)
    import_id = accept(tmp_path, A, asked, size=0, quota=QUOTA)
    expected = {"source": "/o.csv", "format": "csv", "mapping": "/m.toml", "effects_limit": 0}
    assert find(tmp_path, import_id).parameters == expected
