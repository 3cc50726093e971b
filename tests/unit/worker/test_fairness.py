"""Lanes get the worker's children in turn, each in its own order."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from prefect.client.schemas.objects import FlowRun

from flows.worker.fairness import Fairness

AT = datetime(2026, 1, 1, tzinfo=UTC)


def due(lane: str, minute: int) -> FlowRun:
    at = AT + timedelta(minutes=minute)
    return FlowRun(flow_id=uuid4(), name=f"{lane}{minute}", work_queue_name=lane, created=at, expected_start_time=at)


def served(waiting: dict[str, list[int]], children: int) -> list[str]:
    """Who is served, round by round, when the queues hand out the first run of each lane."""
    fairness, names = Fairness(), []
    while any(waiting.values()):
        heads = [due(lane, minutes[0]) for lane, minutes in waiting.items() if minutes]
        for run in fairness.sort(heads)[:children]:
            fairness.serve(run)
            names.append(run.name)
            waiting[run.work_queue_name or ""].pop(0)
    return names


def test_the_oldest_comes_first_among_lanes_that_were_never_served():
    assert served({"b": [1], "a": [2], "c": [0]}, 1) == ["c0", "b1", "a2"]


def test_a_long_lane_waits_for_a_short_one_however_old_it_is():
    assert served({"long": [0, 1, 2, 3], "short": [9]}, 1) == ["long0", "short9", "long1", "long2", "long3"]


def test_200_lanes_are_all_served_before_one_is_served_twice():
    waiting = {f"l{lane}": [lane] for lane in range(200)} | {"long": list(range(-1000, 0))}
    names = served(waiting, 2)
    assert names[0] == "long-1000"
    assert set(names[1:201]) == {f"l{lane}{lane}" for lane in range(200)} | {"long-999"} - {"long-999"}
