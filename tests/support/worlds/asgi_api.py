"""The API without a server, a socket and Prefect: its routes, its errors and real databases, in this process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from flows.api.app import create_app
from flows.api.background.caps import Caps
from flows.api.background.system_metrics import SystemMetrics
from flows.api.state import ApiState
from flows.settings import Settings
from schemas.ids import ProjectKey
from tasks.intake.api_keys import create_project
from tasks.warehouse.sharing.pool import DatabasePool


@asynccontextmanager
async def asgi_caller(home: Path, key: ProjectKey, **settings: int) -> AsyncIterator[httpx.AsyncClient]:
    """A client with keys of its own for a new project in `home`, with these settings; for requests without Prefect."""
    chosen, pool = Settings.model_validate({"home": home, **settings}), DatabasePool(home, 30)
    app, keys = create_app(chosen), create_project(home, key)
    app.state.api = ApiState(chosen, None, SystemMetrics(home), None, Caps(home, None), pool)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    headers = {"X-App-Id": keys.app_id, "X-App-Token": keys.app_token}
    async with httpx.AsyncClient(transport=transport, base_url="http://api", headers=headers) as caller:
        yield caller
    await pool.close()
