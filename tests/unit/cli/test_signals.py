"""The first signal stops the work, a second one hurries it."""

import asyncio
import os
import signal

import pytest

from flows.cli.signals import until_stopped


async def _work(stops_after: list[str], calls: list[str]) -> None:
    try:
        await asyncio.Event().wait()
    finally:
        while calls != stops_after:
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(("signals", "is_hurried"), [(1, False), (2, True)])
async def test_each_signal_is_heard_once(signals, is_hurried):
    calls: list[str] = []
    expected = ["stop", "hurry"][:signals]
    work = asyncio.create_task(
        until_stopped(_work(expected, calls), lambda: calls.append("stop"), lambda: calls.append("hurry"))
    )
    await asyncio.sleep(0.01)
    for _ in range(signals):
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.sleep(0.01)
    assert (await work, calls) == (is_hurried, expected)


async def test_what_goes_wrong_while_working_is_raised():
    async def fail() -> None:
        message = "no"
        raise ValueError(message)

    with pytest.raises(ValueError, match="no"):
        await until_stopped(fail())
