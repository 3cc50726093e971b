"""How the routes reach a project's database: through the one pool of this process (`tasks.warehouse.pool`)."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from fastapi import Request

from schemas.ids import ProjectKey
from tasks.warehouse.pool import DatabasePool
from tasks.warehouse.statements import Connection

P = ParamSpec("P")
T = TypeVar("T")


async def reading(
    request: Request, key: ProjectKey, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """See `DatabasePool.read`."""
    return await _pool(request).read(key, work, *args, **kwargs)


async def writing(
    request: Request, key: ProjectKey, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """See `DatabasePool.write`."""
    return await _pool(request).write(key, work, *args, **kwargs)


def _pool(request: Request) -> DatabasePool:
    pool: DatabasePool = request.app.state.databases
    return pool
