"""Puts the HTTP API together: its routes, its errors, and what lives as long as the process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from flows.api.background.batch_submit import Submitter
from flows.api.background.inbox_cleanup import keep_tidy
from flows.api.http import errors
from flows.api.http.path_names import WholeNames
from flows.api.http.rate_limit import parse_allowance
from flows.api.http.request_metrics import Measured
from flows.api.routes import async_actions, health, imports, metrics, reads, things, writes
from flows.api.routes.metrics import Metrics
from flows.prefect_client.api_client import prompt_client
from flows.settings import Settings
from tasks.warehouse.pool import DatabasePool

_ABOUT = """Imports historical orders, asynchronously and in order, as the public `voucherify` client asks for it.

Each request names its project by `X-App-Id` and `X-App-Token`."""


def create_app(settings: Settings) -> FastAPI:
    """The API over the databases in `settings.home` and the Prefect server of this environment.

    Raises `UsageError` for a rate limit that is none.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with prompt_client() as client:
            app.state.prefect = client
            app.state.lanes = {}
            app.state.submitter = Submitter(client)
            app.state.databases = DatabasePool(settings.home, settings.lock_patience)
            tidying = asyncio.create_task(keep_tidy(settings.home, client))
            yield
            tidying.cancel()
            await asyncio.wait([tidying])
            await app.state.metrics.close()
            await app.state.databases.close()

    app = FastAPIOffline(
        redoc_url=None,
        redirect_slashes=False,
        title="Historical orders",
        version="1",
        description=_ABOUT,
        lifespan=lifespan,
    )
    app.state.settings = settings
    app.state.allowance = parse_allowance(settings.rate_limit)
    app.state.metrics = Metrics(settings.home)
    errors.install(app)
    app.add_middleware(Measured, metrics=app.state.metrics.requests)
    app.add_middleware(WholeNames)
    app.include_router(imports.router)
    app.include_router(async_actions.router)
    app.include_router(reads.router)
    app.include_router(writes.router)
    app.include_router(things.router)
    app.include_router(health.router)
    app.include_router(metrics.router)
    return app
