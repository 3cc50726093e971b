"""A worker is told of what has waited longest, whatever lane it is in and however many lanes there are."""

from collections.abc import Iterable
from uuid import UUID

import pytest
from prefect.client.orchestration import PrefectClient, get_client
from prefect.states import Pending

from flows.deployments.imports import deploy_project
from flows.deployments.pools import ensure_queue
from flows.worker import due_runs
from flows.worker.due_runs import DueRuns
from schemas.clock import utc_now

pytestmark = pytest.mark.xdist_group("server")


class Pool:
    """Queues of a pool of their own, in which runs of one deployment are put."""

    def __init__(self, client: PrefectClient, name: str, deployment_id: str) -> None:
        self._client, self._name, self._deployment_id = client, name, UUID(deployment_id)

    async def make(self, queues: Iterable[str]) -> None:
        """These queues, the first one first in the server's eyes."""
        for queue in queues:
            await ensure_queue(self._client, self._name, queue)

    async def add(self, queue: str) -> UUID:
        """A run in this queue, which is due now."""
        run = await self._client.create_flow_run_from_deployment(
            self._deployment_id, parameters={"source": "o.json"}, work_queue_name=queue
        )
        return run.id

    async def begin(self, run_id: UUID) -> None:
        """The queue of this run is at work."""
        await self._client.set_flow_run_state(run_id, Pending())

    async def told_in_one_answer(self) -> set[UUID]:
        """What any worker of this pool is told of by the server."""
        answer = await self._client.get_scheduled_flow_runs_for_work_pool(self._name, [], utc_now())
        return {entry.flow_run.id for entry in answer}

    async def told(self) -> set[UUID]:
        """What a worker of this pool that has just started is told of."""
        due = DueRuns(self._name)
        await due.count_queues(self._client)
        return {run.id for run in await due.read(self._client, utc_now())}


@pytest.fixture
async def pool(prefect_server, home, key):
    async with get_client() as client:
        made = await deploy_project(key, pool=key.project, with_recovery=False)
        yield Pool(client, key.project, made["deployment_id"])


@pytest.mark.parametrize("many", [0, 200])
async def test_one_run_of_each_queue_that_is_not_at_work(pool, monkeypatch, many):
    monkeypatch.setattr(due_runs, "MANY", many)
    assert await pool.told() == set()
    await pool.make("abcd")
    first = {queue: await pool.add(queue) for queue in "bcad"}
    for queue in "bcad":
        await pool.add(queue)
    assert await pool.told() == set(first.values())
    await pool.begin(first["c"])
    await pool.begin(first["a"])
    assert await pool.told() == {first["b"], first["d"]}


async def test_what_has_waited_longest_is_told_first_and_what_waits_behind_it_is_found(pool, monkeypatch):
    monkeypatch.setattr(due_runs, "MANY", 0)
    monkeypatch.setattr(due_runs, "_PAGE", 2)
    await pool.make("abc")
    first = {queue: await pool.add(queue) for queue in "cab"}
    for queue in "cab":
        await pool.add(queue)
    assert await pool.told() == {first["c"], first["a"]}
    for queue in "ca":
        await pool.begin(first[queue])
    assert await pool.told() == {first["b"]}
    await pool.begin(first["b"])
    assert await pool.told() == set()


@pytest.mark.deep
async def test_of_more_queues_than_an_answer_has_room_for_none_is_left_out(pool):
    queues = [f"q{number:03}" for number in range(due_runs.MANY + 20)]
    await pool.make(queues)
    waiting = [await pool.add(queue) for queue in reversed(queues)]
    for queue in queues:  # none gets empty when its first one begins
        await pool.add(queue)
    assert waiting[0] not in await pool.told_in_one_answer()
    begun = []
    while len(begun) < len(waiting):
        some = await pool.told()
        assert some == set(waiting[len(begun) : len(begun) + due_runs._PAGE])
        for run_id in some:
            await pool.begin(run_id)
        begun += some
