"""Which of the runs that are due get the idle children: the lane that was served longest ago comes first.

So a lane in which a thousand imports wait holds another up by no more than what is at work; within a lane, the order is
the lane's own (`flows.lanes.lane.order_key`).
"""

import itertools
from collections.abc import Iterable
from datetime import datetime

from prefect.client.schemas.objects import FlowRun

from flows.lanes.lane import order_key


class Fairness:
    """Remembers in which order this worker has served its lanes, by their work queues."""

    def __init__(self) -> None:
        self._rounds = itertools.count()
        self._served: dict[str | None, int] = {}

    def sort(self, runs: Iterable[FlowRun]) -> list[FlowRun]:
        """Who comes first, first."""
        return sorted(runs, key=self._place)

    def serve(self, run: FlowRun) -> None:
        """The run gets a child."""
        self._served[run.work_queue_name] = next(self._rounds)

    def _place(self, run: FlowRun) -> tuple[int, datetime]:
        return self._served.get(run.work_queue_name, -1), order_key(run)
