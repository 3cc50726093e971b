"""The dispatcher goes on when its queue is there again, and leaves it to others while it does not lead."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain, pairwise, repeat
from pathlib import Path

import pytest

from flows.dispatch import dispatcher
from flows.dispatch.dispatcher import Dispatcher
from flows.dispatch.hand_over import HandOver
from flows.lanes import timing
from schemas.errors import RetryableError
from schemas.ids import ProjectKey

AWAY = RetryableError("The service's own database does not answer.")


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timing, "STANDBY_SECONDS", 0.01)


async def run_until(home: Path, is_over: Callable[[], bool]) -> None:
    task = asyncio.create_task(Dispatcher(home, None).run())
    while not is_over() and not task.done():
        await asyncio.sleep(0.01)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_a_queue_that_cannot_be_read_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    looks: list[object] = []

    def look(*_: object) -> list[object]:
        looks.append(1)
        if len(looks) < 3:
            raise AWAY
        return []

    monkeypatch.setattr(dispatcher, "lanes_to_feed", look)
    await run_until(tmp_path, lambda: len(looks) >= 3)
    assert len(looks) >= 3


async def test_who_leads_no_more_looks_no_more_until_it_leads_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    script, log = chain([False, True, True, False, False, True], repeat(True)), []

    @contextmanager
    def lead(_home: Path, **_: object) -> Iterator[Callable[[], bool]]:
        def leads() -> bool:
            log.append(next(script))
            return log[-1]

        yield leads

    monkeypatch.setattr(dispatcher, "lead", lead)
    monkeypatch.setattr(dispatcher, "lanes_to_feed", lambda *_: log.append("look") or [])
    await run_until(tmp_path, lambda: log.count(False) == 3 and "look" in log[5:])
    assert [after for before, after in pairwise(log) if before is False] == [True, False, True]


@pytest.mark.parametrize(("took", "pause"), [(0.01, 2), (5, 20), (600, 60)])
def test_runs_are_looked_at_again_soon_however_long_the_server_was_away(took: float, pause: float):
    assert dispatcher._pause_after(took) == pause


async def test_of_many_lanes_each_has_its_turn_and_few_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    waiting = {ProjectKey("acme", f"p{number}") for number in range(100)}
    at_once, most = 0, 0

    async def feed(_self: object, key: ProjectKey) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0)
        waiting.discard(key)
        at_once -= 1

    monkeypatch.setattr(HandOver, "feed", feed)
    monkeypatch.setattr(dispatcher, "lanes_to_feed", lambda *_: list(waiting))
    await run_until(tmp_path, lambda: not waiting)
    assert 1 < most <= 20
