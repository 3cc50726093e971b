"""How commands that run until they are stopped take Ctrl-C and SIGTERM."""

import asyncio
import signal
from collections.abc import Callable, Coroutine


async def until_stopped(
    work: Coroutine[None, None, None],
    *,
    when_stopping: Callable[[], None] = lambda: None,
    when_hurried: Callable[[], None] = lambda: None,
) -> None:
    """Run `work` to its end; the first signal calls `when_stopping` and cancels it, each further one `when_hurried`."""
    task = asyncio.ensure_future(work)
    is_stopping = False

    def stop() -> None:
        nonlocal is_stopping
        if is_stopping:
            when_hurried()
            return
        is_stopping = True
        when_stopping()
        task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    await asyncio.wait([task])
    if not task.cancelled():
        task.result()
