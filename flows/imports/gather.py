"""Several things at a time, none of which is left behind when another fails."""

import asyncio
from collections.abc import Awaitable
from typing import Any


async def gather_all(*work: Awaitable[Any]) -> list[Any]:
    """What each comes to; an error of one is raised when all have ended."""
    done = await asyncio.gather(*work, return_exceptions=True)
    for result in done:
        if isinstance(result, BaseException):
            raise result
    return done
