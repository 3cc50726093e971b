"""Runs flows in this process, with the Prefect server that is set or running; if there is none, a temporary one.

A person sees on stderr how far it is; Prefect's own log lines only with `--debug`.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import httpx
from prefect.client.orchestration import PrefectClient
from prefect.logging.configuration import setup_logging
from prefect.settings import (
    PREFECT_API_URL,
    PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
    PREFECT_SERVER_ALLOW_EPHEMERAL_MODE,
    PREFECT_SERVER_ANALYTICS_ENABLED,
    PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS,
    PREFECT_SERVER_LOGGING_LEVEL,
    temporary_settings,
)

from flows.cli.progress import progress_bar
from flows.cli.server import find_server
from flows.imports.task_runner import stage_begins
from flows.lanes import timing
from flows.prefect_client.patience import patient_client
from flows.settings import Settings
from schemas.errors import RetryableError
from schemas.report import ImportReport
from tasks.extract.source_name import shown_name
from tasks.extract.source_secrets import require_no_credentials
from tasks.imports.request import ImportRequest

T = TypeVar("T")


def run_import(request: ImportRequest, *, is_again: bool, debug: bool) -> ImportReport:
    """Run the flow `import-orders` in this process; with `is_again`, it goes on with the import of the request's id."""
    from flows.import_orders import import_orders

    require_no_credentials(request.source)
    flow_run = import_orders(
        request.source,
        request.key.tenant,
        request.key.project,
        request.format,
        request.mapping,
        request.import_id if is_again else None,
        request.effects,
        request.effects_limit,
    )
    with progress_bar(f"{shown_name(request.source)} → {request.key}") as show:
        watching = stage_begins.set(show)
        try:
            return asyncio.run(quietly(flow_run, debug=debug))
        finally:
            stage_begins.reset(watching)


def ask(question: Callable[[PrefectClient], Awaitable[T]], *, debug: bool) -> T:
    """What a question about Prefect's server comes to; raises as `quietly` does."""

    async def answer() -> T:
        async with patient_client() as context:
            return await question(context.client)

    return asyncio.run(quietly(answer(), debug=debug))


async def quietly(work: Coroutine[Any, Any, T], *, debug: bool) -> T:
    """Await `work` with a Prefect server at hand, and Prefect's log lines only with `debug`.

    Raises `RetryableError` naming the server that PREFECT_API_URL asks for when nobody answers there.
    """
    level = "INFO" if debug else "CRITICAL"
    # the console alone is quiet: the run's log in Prefect's history is as full as a worker's
    os.environ["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] = level
    settings: dict[Any, Any] = {
        PREFECT_FLOWS_HEARTBEAT_FREQUENCY: timing.PREFECT_HEARTBEAT_SECONDS,
        PREFECT_SERVER_ALLOW_EPHEMERAL_MODE: True,
        PREFECT_SERVER_ANALYTICS_ENABLED: False,
        PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS: 90,  # the first start creates the history's tables
        PREFECT_SERVER_LOGGING_LEVEL: level,
    }
    server = find_server(Settings().home)
    if server is not None:
        settings[PREFECT_API_URL] = server
    with temporary_settings(settings):
        setup_logging(incremental=False)
        try:
            return await work
        except (httpx.ConnectError, httpx.ConnectTimeout, RuntimeError) as error:
            # Prefect wraps what it met while it looked for the server's version in a RuntimeError
            if isinstance(error, RuntimeError) and not isinstance(error.__cause__, httpx.TransportError):
                raise
            message = f"The Prefect server at {PREFECT_API_URL.value()} does not answer."
            hint = "Start it with `prefect server start`, or unset PREFECT_API_URL to do without one."
            raise RetryableError(message, hint) from error
