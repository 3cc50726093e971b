"""The worker's children as a group: which are idle, which one has which run, and their end."""

import asyncio
from uuid import UUID

import anyio
from prefect.client.schemas.objects import FlowRun

from flows.worker.child_process import Child


class ChildPool:
    """All children of a worker that have been started and have not ended."""

    def __init__(self) -> None:
        self._children: list[Child] = []
        self._running: dict[UUID, Child] = {}

    def add(self, child: Child) -> None:
        """A child has been started."""
        self._children.append(child)

    def remove(self, child: Child) -> None:
        """A child has ended, or never became ready: it gets no more runs."""
        self._children.remove(child)
        child.retire()

    def idle(self) -> list[Child]:
        """The children that could be given a run."""
        return [child for child in self._children if not child.is_busy and not child.is_worn]

    def run_names(self) -> list[str]:
        """What the children have at the moment."""
        return [child.run_name for child in self._running.values()]

    def has(self, run_id: UUID) -> bool:
        """Whether a child has this run."""
        return run_id in self._running

    def give(self, run: FlowRun) -> Child:
        """The child that is to have a run, which is idle no more; there must be one that is."""
        idle = self.idle()
        # who ran the lane's last import may have its database open still
        child = next((child for child in idle if child.lane == run.deployment_id), idle[0])
        child.is_busy, child.lane = True, run.deployment_id
        self._running[run.id] = child
        return child

    def take_back(self, run: FlowRun) -> None:
        """The run has left its child."""
        child = self._running.pop(run.id)
        child.is_busy = False
        if child.is_worn:
            child.retire()

    def cancel(self, run_id: UUID) -> None:
        """Kill the child that has this run, if one has."""
        if run_id in self._running:
            self._running[run_id].kill()

    async def retire(self, grace_seconds: float | None) -> None:
        """Let all of them finish what they have; with a grace, wait for that, and kill who takes longer."""
        children = list(self._children)
        for child in children:
            child.retire()
        if grace_seconds is not None:
            with anyio.CancelScope(shield=True):
                await asyncio.gather(*(child.end_within(grace_seconds) for child in children))
