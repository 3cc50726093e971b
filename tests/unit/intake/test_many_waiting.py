"""The queue stays in order, fair and quick with a thousand imports in one lane and 200 lanes of one."""

from pathlib import Path

from schemas.ids import ProjectKey
from schemas.reports.report import ImportStatus
from tasks.intake.database import open_intake
from tasks.intake.queue import import_queue
from tasks.intake.queue.import_queue import add, find
from tasks.intake.queue.queue_progress import end, handed_over, lanes_to_feed, take_places
from tasks.intake.queue.queued_import import Asked
from tasks.intake.queue.quota import Quota

A = ProjectKey("acme", "a")


def hand_over(home: Path, key: ProjectKey, limit: int) -> list[str]:
    taken = take_places(home, key, limit)
    handed_over(home, [(queued, f"run-{queued.position}") for queued in taken])
    return [queued.import_id for queued in taken]


def test_order_fairness_and_position_with_a_thousand_waiting_and_200_lanes_of_one(tmp_path: Path):
    many = Quota(10_000, 1)
    with open_intake(tmp_path) as con:
        long = [add(con, A, Asked("/o"), size=0, request_id=None, quota=many) for _ in range(1000)]
        lanes = [ProjectKey("lanes", f"l{number}") for number in range(200)]
        for key in lanes:
            add(con, key, Asked("/o"), size=0, request_id=None, quota=many)
    assert [import_queue.count_before(tmp_path, find(tmp_path, long[place])) for place in (0, 1, 999)] == [0, 1, 999]
    assert lanes_to_feed(tmp_path, 3) == [A, *lanes]
    assert hand_over(tmp_path, A, limit=3) == long[:3]
    assert lanes_to_feed(tmp_path, 3) == lanes
    assert [len(hand_over(tmp_path, key, limit=3)) for key in lanes[:5]] == [1] * 5
    assert lanes_to_feed(tmp_path, 3) == lanes[5:]
    end(tmp_path, long[0], ImportStatus.DONE, "all", None)
    assert lanes_to_feed(tmp_path, 3) == [A, *lanes[5:]]
    assert hand_over(tmp_path, A, limit=3) == long[3:4]
