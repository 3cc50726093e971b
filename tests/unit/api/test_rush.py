"""What can wait, waits for many bodies at once, and not for ever."""

import asyncio
from contextlib import ExitStack

import pytest

from flows.api.background import rush
from flows.api.background.rush import Rush


@pytest.mark.parametrize(("bodies", "waits"), [(0, False), (4, False), (5, True)])
def test_many_bodies_are_waited_for(bodies, waits):
    async def is_waiting() -> bool:
        crowd = Rush()
        with ExitStack() as taken:
            for _ in range(bodies):
                taken.enter_context(crowd.one_more())
            waiting = asyncio.create_task(crowd.end())
            await asyncio.wait([waiting], timeout=0.05)
            was_waiting = not waiting.done()
        await waiting
        return was_waiting

    assert asyncio.run(is_waiting()) is waits


def test_bodies_that_take_long_are_not_waited_for(monkeypatch):
    monkeypatch.setattr(rush, "_LONGEST_SECONDS", 0.01)

    async def wait() -> None:
        crowd = Rush()
        with ExitStack() as taken:
            for _ in range(5):
                taken.enter_context(crowd.one_more())
            await crowd.end()

    asyncio.run(asyncio.wait_for(wait(), 5))
