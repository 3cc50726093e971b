"""Submits that wait for a busy server go along in one request; each gets its own run, and its own error."""

import asyncio
from pathlib import Path

import pytest

from flows.api.background import batch_submit
from flows.api.background.batch_submit import Submitter
from flows.api.http.errors import ApiError
from tasks.intake.idempotency import Submission


class Server:
    """Makes runs as `enqueue_all` does, a moment later; `busy` times it makes none."""

    def __init__(self, busy: int = 0, broken: bool = False) -> None:
        self.requests: list[tuple[str, list[str]]] = []
        self.busy, self.broken = busy, broken

    async def enqueue_all(self, _client, lane, imports):
        await asyncio.sleep(0.001)
        self.requests.append((lane, [submission_id for _parameters, submission_id in imports]))
        if self.broken:
            self.broken = False
            raise ConnectionError
        self.busy -= 1
        return None if self.busy >= 0 else [f"aa_{submission_id}" for _parameters, submission_id in imports]


def _submission(name: object) -> Submission:
    return Submission(str(name), Path(f"{name}.json"))


@pytest.fixture
def server(monkeypatch):
    server = Server()
    monkeypatch.setattr(batch_submit, "enqueue_all", server.enqueue_all)
    return server


async def test_those_that_wait_for_a_lane_go_along_in_their_order(server):
    submits = Submitter(None)
    sent = [submits.enqueue(lane, _submission(name)) for name, lane in enumerate(["a", "b", "a", "b", "a"])]
    assert await asyncio.gather(*sent) == [f"aa_{name}" for name in range(5)]
    assert server.requests == [("a", ["0", "2", "4"]), ("b", ["1", "3"])]


async def test_one_request_takes_only_so_many(server, monkeypatch):
    monkeypatch.setattr(batch_submit, "_MOST", 2)
    submits = Submitter(None)
    await asyncio.gather(*(submits.enqueue("a", _submission(name)) for name in range(5)))
    assert server.requests == [("a", ["0", "1"]), ("a", ["2", "3"]), ("a", ["4"])]


async def test_the_same_submission_twice_is_one_run(server):
    submits = Submitter(None)
    assert await asyncio.gather(*(submits.enqueue("a", _submission("x")) for _ in range(2))) == ["aa_x", "aa_x"]
    assert server.requests == [("a", ["x"])]


async def test_a_busy_server_is_asked_again(server):
    server.busy = 2
    assert await Submitter(None).enqueue("a", _submission("x")) == "aa_x"
    assert len(server.requests) == 3


async def test_a_server_that_stays_busy_is_a_503(server, monkeypatch):
    server.busy = 1
    monkeypatch.setattr(batch_submit, "BUSY_SECONDS", -1)
    with pytest.raises(ApiError, match="stays too busy"):
        await Submitter(None).enqueue("a", _submission("x"))


async def test_an_error_reaches_all_that_went_along_and_no_later_one(server):
    server.broken = True
    submits = Submitter(None)
    ended = await asyncio.gather(*(submits.enqueue("a", _submission(n)) for n in range(2)), return_exceptions=True)
    assert [type(error) for error in ended] == [ConnectionError, ConnectionError]
    assert await submits.enqueue("a", _submission("later")) == "aa_later"


async def test_a_request_that_is_given_up_takes_no_other_with_it(server):
    submits = Submitter(None)
    first, second = (asyncio.create_task(submits.enqueue("a", _submission(name))) for name in range(2))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == "aa_1"
    assert server.requests == [("a", ["0", "1"])]
