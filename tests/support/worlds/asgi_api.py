"""The API without a server, a socket and Prefect: its routes, its errors and real databases, in this process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

import httpx
from fastapi import FastAPI

from flows.api.app import create_app
from flows.api.background.caps import Caps
from flows.api.background.last_use import LastUse
from flows.api.background.rush import Rush
from flows.api.background.system_metrics import SystemMetrics
from flows.api.state import ApiState
from flows.settings import Settings
from schemas.ids import ProjectKey
from tasks.warehouse.sharing.pool import DatabasePool
from tests.support.worlds.keys import key_headers


@cache
def api_app() -> FastAPI:
    """The API, one for all tests of a process: what differs between them is in its state."""
    return create_app(Settings())


@asynccontextmanager
async def asgi_caller(home: Path, key: ProjectKey, **settings: int) -> AsyncIterator[httpx.AsyncClient]:
    """A client with a key of its own, with all scopes, for a new project in `home`, with these settings.

    For requests without Prefect.
    """
    chosen, pool = Settings.model_validate({"home": home, **settings}), DatabasePool(home, 30)
    app, headers = api_app(), key_headers(home, key)
    app.state.api = ApiState(chosen, None, SystemMetrics(home), None, Caps(home, None), pool, LastUse(home), Rush())
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://api", headers=headers) as caller:
        yield caller
    await pool.close()
