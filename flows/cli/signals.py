"""How commands that run until they are stopped take Ctrl-C and SIGTERM."""

import asyncio
import signal
from collections.abc import Callable, Coroutine


async def until_stopped(
    work: Coroutine[None, None, None],
    on_stop: Callable[[], None] = lambda: None,
    on_hurry: Callable[[], None] = lambda: None,
) -> bool:
    """Run `work` to its end; true if it was hurried.

    The first signal calls `on_stop` and cancels the work, which may take its time; each further one calls `on_hurry`.
    """
    task = asyncio.ensure_future(work)
    signal_count = 0

    def stop() -> None:
        nonlocal signal_count
        signal_count += 1
        if signal_count > 1:
            on_hurry()
            return
        on_stop()
        task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    await asyncio.wait([task])
    if not task.cancelled():
        task.result()
    return signal_count > 1
