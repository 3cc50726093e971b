"""What becomes of accepted imports when Prefect's server takes them, is busy, refuses them, or has lost the lane."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import httpx
import pytest
from prefect.exceptions import ObjectNotFound

from flows.dispatch import hand_over
from flows.dispatch.hand_over import HandOver, Lane
from flows.lanes import timing
from flows.lanes.kinds import Kind
from schemas.errors import UsageError
from schemas.ids import ProjectKey
from tasks.intake.queue.import_queue import accept, find
from tasks.intake.queue.queue_progress import cancel
from tasks.intake.queue.queued_import import Asked
from tasks.intake.queue.quota import Quota

KEY = ProjectKey("acme", "shop")
BAD = "/bad.json"
REQUEST = httpx.Request("POST", "http://x")


class Server:
    """Makes one run of one key, as Prefect's server does; `busy` answers are not made."""

    def __init__(self) -> None:
        self.requests: list[list[str]] = []
        self.busy = self.stopping = 0
        self.gone: set[str] = set()
        self.lanes = 0
        self.with_recovery: list[bool] = []

    async def find_lane(self, _client: object, key: ProjectKey, kind: Kind, *, with_recovery: bool) -> Lane:
        self.with_recovery.append(with_recovery)
        self.lanes += 1
        return Lane(key, f"lane-{self.lanes}", kind)

    async def create(self, _client: object, lane: str, runs: Sequence[dict[str, Any]]) -> list[UUID | None]:
        if lane in self.gone:
            raise ObjectNotFound(Exception())
        self.stopping -= 1
        if self.stopping >= 0 or any(run["parameters"]["source"] == BAD for run in runs):
            raise httpx.HTTPStatusError("no", request=REQUEST, response=httpx.Response(422))
        self.requests.append([run["idempotency_key"] for run in runs])
        if self.busy:
            self.busy -= 1
            return [None] * len(runs)
        return [uuid5(UUID(int=0), run["idempotency_key"]) for run in runs]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    server = Server()
    monkeypatch.setattr(hand_over, "find_lane", server.find_lane)
    monkeypatch.setattr(hand_over, "create_flow_runs", server.create)
    monkeypatch.setattr(timing, "REFUSED_SECONDS", 0)
    return server


def put(home: Path, *sources: str) -> list[str]:
    return [accept(home, KEY, Asked(source), size=0, quota=Quota(99, 1)) for source in sources]


def outcome(home: Path, import_id: str) -> tuple[str, bool]:
    queued = find(home, import_id)
    return queued.status, queued.flow_run_id is not None


async def test_all_that_wait_go_in_one_request_in_their_order(server: Server, tmp_path: Path):
    ids = put(tmp_path, "/a", "/b", "/c", "/d")
    feeder = HandOver(tmp_path, None)
    assert (await feeder.feed(KEY, 3), await feeder.feed(KEY, 3)) == (3, 0)
    assert server.requests == [ids[:3]]


async def test_a_busy_server_is_asked_again_for_the_same_runs(server: Server, tmp_path: Path):
    ids, server.busy = put(tmp_path, "/a"), 2
    await HandOver(tmp_path, None).feed(KEY)
    assert server.requests == [ids] * 3


async def test_a_lane_that_is_gone_is_set_up_again(server: Server, tmp_path: Path):
    feeder = HandOver(tmp_path, None)
    put(tmp_path, "/a")
    await feeder.feed(KEY)
    server.gone.add("lane-1")
    [second] = put(tmp_path, "/b")
    await feeder.feed(KEY)
    assert (outcome(tmp_path, second), server.lanes) == (("ENQUEUED", True), 2)


async def test_what_is_refused_for_good_ends_and_keeps_no_other(server: Server, tmp_path: Path):
    good, bad, other = put(tmp_path, "/a", BAD, "/b")
    await HandOver(tmp_path, None).feed(KEY)
    assert [outcome(tmp_path, each) for each in (good, bad, other)] == [
        ("ENQUEUED", True),
        ("FAILED", False),
        ("ENQUEUED", True),
    ]
    assert find(tmp_path, bad).message == "Prefect's server refuses the import."


async def test_a_server_that_calls_a_request_bad_while_it_stops_is_asked_again(server: Server, tmp_path: Path):
    ids, server.stopping = put(tmp_path, "/a", "/b"), 3
    await HandOver(tmp_path, None).feed(KEY)
    assert [outcome(tmp_path, each) for each in ids] == [("ENQUEUED", True)] * 2


async def test_a_lane_that_cannot_be_set_up_ends_its_imports(server: Server, tmp_path: Path, monkeypatch):
    async def not_clear(*_: object, **__: object) -> Lane:
        message = "The name of the project is not clear."
        raise UsageError(message)

    monkeypatch.setattr(hand_over, "find_lane", not_clear)
    [import_id] = put(tmp_path, "/a")
    await HandOver(tmp_path, None).feed(KEY)
    assert find(tmp_path, import_id).message == "The name of the project is not clear."


async def test_one_that_is_cancelled_meanwhile_is_taken_back(server: Server, tmp_path: Path, monkeypatch):
    taken_back = []

    async def note(_client: object, run_id: str | None) -> None:
        taken_back.append(run_id)

    async def cancelled_while_made(client: object, lane: str, runs: Sequence[dict[str, Any]]) -> list[UUID | None]:
        cancel(tmp_path, import_id)
        return await server.create(client, lane, runs)

    monkeypatch.setattr(hand_over, "cancel_soon", note)
    monkeypatch.setattr(hand_over, "create_flow_runs", cancelled_while_made)
    [import_id] = put(tmp_path, "/a")
    await HandOver(tmp_path, None).feed(KEY)
    assert taken_back == [find(tmp_path, import_id).flow_run_id]
