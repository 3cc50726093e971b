"""Runs the flow in this process: no server or worker to start, Prefect brings a temporary server if none is set.

A person sees on stderr how far it is; Prefect's own log lines only with `--debug`.
"""

import os
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import httpx
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
from flows.recover_lanes import HEARTBEAT_SECONDS
from schemas.errors import RetryableError
from schemas.report import ImportReport
from tasks.extract.source import is_local

T = TypeVar("T")


async def run_import(parameters: dict[str, Any], *, debug: bool) -> ImportReport:
    """Run `import-orders` with these parameters; relative paths are made absolute for the run's history."""
    from flows.import_orders import import_orders

    given = {name: absolute(value) if name in ("source", "mapping") else value for name, value in parameters.items()}
    with progress_bar(f"{Path(given['source']).name} → {given['tenant']}/{given['project']}"):
        return await quietly(import_orders(**given), debug=debug)


async def quietly(work: Coroutine[Any, Any, T], *, debug: bool) -> T:
    """Await `work` with a Prefect server at hand, and Prefect's log lines only with `debug`.

    Raises `RetryableError` naming the server that PREFECT_API_URL asks for when nobody answers there.
    """
    level = "INFO" if debug else "CRITICAL"
    # the console alone is quiet: the run's log in Prefect's history is as full as a worker's
    os.environ["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] = level
    settings = {
        PREFECT_FLOWS_HEARTBEAT_FREQUENCY: HEARTBEAT_SECONDS,
        PREFECT_SERVER_ALLOW_EPHEMERAL_MODE: True,
        PREFECT_SERVER_ANALYTICS_ENABLED: False,
        PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS: 90,  # the first start creates the history's tables
        PREFECT_SERVER_LOGGING_LEVEL: level,
    }
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


def absolute(path: str | None) -> str | None:
    """A local path from the root; URLs and stdin as they are."""
    return str(Path(path).expanduser().absolute()) if path is not None and is_local(path) else path
