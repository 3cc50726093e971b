"""How requests reach a project's database, which one process can open at a time.

Each request opens it, works and closes it, in a thread, and waits at its door when somebody else has it (see
`tasks.turnstile`): an import keeps it for as long as it transforms, loads and refreshes, and no longer. A snapshot
copied after each import would answer at once, but late, and costs as much as the whole file each time; one process
that owns the file would be one more thing that has to be alive for an import. Opening costs some milliseconds.
"""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import Request

from schemas.ids import ProjectKey
from tasks.warehouse import open_warehouse

T = TypeVar("T")


async def in_database(request: Request, key: ProjectKey, work: Callable[..., T], *arguments: Any) -> T:
    """`work(con, *arguments)` with the project's database, which is made if it is not there.

    Raises `TryAgain` if the database stays in use for longer than ORDERS_LOCK_PATIENCE.
    """
    settings = request.app.state.settings

    def opened() -> T:
        with open_warehouse(key.database(settings.home), patience=settings.lock_patience) as con:
            return work(con, *arguments)

    return await asyncio.to_thread(opened)
