"""How the routes reach the caller's database: through the one pool of this process (`tasks.warehouse.sharing.pool`)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Concatenate, ParamSpec, TypeVar

from fastapi import Depends

from flows.api.http.auth import Caller
from flows.api.state import State
from schemas.ids import ProjectKey
from tasks.warehouse.sharing.pool import DatabasePool
from tasks.warehouse.statements import Connection

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ProjectDatabase:
    """The database of the project `key`, for one request."""

    key: ProjectKey
    pool: DatabasePool

    async def read(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """See `DatabasePool.read`."""
        return await self.pool.read(self.key, work, *args, **kwargs)

    async def write(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """See `DatabasePool.write`."""
        return await self.pool.write(self.key, work, *args, **kwargs)


async def database_of(state: State, caller: Caller) -> ProjectDatabase:
    """The caller's database; raises as `project_of` does."""
    return ProjectDatabase(caller, state.databases)


Database = Annotated[ProjectDatabase, Depends(database_of)]
