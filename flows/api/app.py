"""Puts the HTTP API together: its routes, its errors, and what lives as long as the process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from flows.api.background.caps import Caps
from flows.api.background.inbox_cleanup import keep_tidy
from flows.api.background.last_use import LastUse
from flows.api.background.rush import Rush
from flows.api.background.system_metrics import SystemMetrics
from flows.api.described_scopes import with_scopes
from flows.api.description import describe
from flows.api.docs_page import page
from flows.api.docs_page.samples import with_samples
from flows.api.http import error_handlers
from flows.api.http.path_names import WholeNames
from flows.api.http.rate_limit import parse_rate_limit
from flows.api.http.request_metrics import RequestMetricsMiddleware
from flows.api.routes import customers, events, keys, oauth, orders, products, rules, segments, skus
from flows.api.routes.bulk_work import (
    async_actions,
    backfills,
    bulk,
    compared,
    csv_imports,
    effects,
    erasures,
    exports,
    imports,
    reports,
    undos,
)
from flows.api.routes.project import deliveries, limits, mappings, notification, queue, retention
from flows.api.routes.project import segments as segment_members
from flows.api.routes.system import health, metrics
from flows.api.state import ApiState
from flows.dispatch.dispatcher import Dispatcher
from flows.prefect_client.api_client import prompt_client
from flows.settings import Settings
from tasks.warehouse.sharing.pool import DatabasePool

_ABOUT = """Imports historical orders, asynchronously and in order, as the public `voucherify` client asks for it.

Each request names its project by `X-App-Id` and `X-App-Token`."""
RESOURCES = (
    imports,
    backfills,
    async_actions,
    undos,
    reports,
    compared,
    exports,
    orders,
    bulk,
    csv_imports,
    customers,
    erasures,
    products,
    skus,
    segments,
    segment_members,
    rules,
    effects,
    events,
    keys,
    oauth,
    limits,
    deliveries,
    mappings,
    queue,
    notification,
    retention,
    health,
    metrics,
)


def create_app(settings: Settings) -> FastAPI:
    """The API over the databases in `settings.home` and the Prefect server of this environment.

    Raises `UsageError` for a rate limit that is none.
    """
    rate_limit = parse_rate_limit(settings.rate_limit, settings.rate_limit_storage.get_secret_value())
    system_metrics = SystemMetrics(settings.home)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with prompt_client() as client:
            databases = DatabasePool(settings.home, settings.lock_patience)
            caps, last_use, rush = Caps(settings.home, client), LastUse(settings.home), Rush()
            app.state.api = ApiState(settings, rate_limit, system_metrics, client, caps, databases, last_use, rush)
            work = [
                keep_tidy(settings.home, client, timedelta(days=settings.keep_bodies_days)),
                caps.keep_fresh(),
                last_use.keep_written(),
                Dispatcher(settings.home, client, rush.end).run(),
            ]
            tasks = [asyncio.create_task(each) for each in work]
            yield
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            await last_use.write()
            await system_metrics.close()
            await databases.close()

    app = FastAPIOffline(
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        title="Historical orders",
        version="1",
        description=_ABOUT,
        lifespan=lifespan,
    )
    error_handlers.install(app)
    page.install(app)
    app.add_middleware(RequestMetricsMiddleware, metrics=system_metrics.requests)
    app.add_middleware(WholeNames)
    for resource in RESOURCES:
        app.include_router(resource.router)
    routes = (route for resource in RESOURCES for route in resource.router.routes)
    describe(app, error_handlers.without_422, with_samples, with_scopes(routes))
    return app
