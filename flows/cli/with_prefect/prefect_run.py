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

from flows.cli.display.progress import progress_bar
from flows.cli.with_prefect.server import find_server
from flows.imports.task_runner import stage_begins
from flows.lanes import timing
from flows.prefect_client.patience import patient_client
from flows.settings import Settings
from schemas.errors import OrdersError, RetryableError, UsageError
from schemas.reports.report import ImportReport
from tasks.extract.source_name import shown_name
from tasks.extract.source_secrets import require_no_credentials
from tasks.imports.request import ImportRequest

T = TypeVar("T")
_PATIENCE_SECONDS = 5.0


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
        request.preset,
        request.facts.encoding,
        request.facts.currency,
        request.facts.time_zone,
        request.facts.date_format,
        request.import_id if is_again else None,
        request.effects,
        request.effects_limit,
        request.restores_erased,
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

    Raises `RetryableError` naming the server that PREFECT_API_URL asks for when nobody answers there, `UsageError` when
    somebody else does.
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
        except OrdersError:
            raise
        except Exception as error:
            fault = None if server is None else await _fault_of(server)
            if fault is None:
                raise
            raise fault from error


async def _fault_of(server: str) -> OrdersError | None:
    """What is wrong with the server at this address, if it is to blame for what has failed."""
    try:
        async with httpx.AsyncClient(timeout=_PATIENCE_SECONDS) as client:
            answer = await client.get(f"{server.rstrip('/')}/health")
            is_prefect = answer.is_server_error or answer.json() is True
    except (httpx.UnsupportedProtocol, httpx.InvalidURL, ValueError):
        is_prefect = False
    except httpx.TransportError:
        message = f"The Prefect server at {server} does not answer."
        hint = "Start it with `prefect server start`, or unset PREFECT_API_URL to do without one."
        return RetryableError(message, hint)
    if is_prefect:
        return None
    message = f"There is no API of a Prefect server at {server}."
    return UsageError(message, "Correct PREFECT_API_URL: the address ends in /api, as in http://127.0.0.1:4200/api.")
