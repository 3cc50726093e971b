"""A Prefect client that waits in small steps for a busy or restarting server.

A SQLite server answers 503 when two requests write at once, and Prefect's own client then pauses 2 s, 4 s, 8 s: longer
than a whole import. Here a 503 without advice is asked again after milliseconds, and a server that cannot be reached
at all (it is being restarted) after half a second, for `RESTART_SECONDS`; then Prefect's own retries take over. So a
worker does. A process that has a run in hand waits for `OUTAGE_SECONDS`, as an import that was acknowledged would end
as failed otherwise. Who waits for an answer of the API has less time (`flows.prefect_client.api_client`).
"""

import asyncio
from collections.abc import Callable

import httpx
from prefect.client.orchestration import get_client
from prefect.context import AsyncClientContext
from tenacity import RetryCallState

from flows.prefect_client.private import answer_every_call
from flows.prefect_client.retries import has_failed, sent_again, waited

RESTART_SECONDS = 90.0
OUTAGE_SECONDS = 86_400.0
BUSY_SECONDS = 60.0
_LOOK_SECONDS = 1.0


class PatientTransport(httpx.AsyncHTTPTransport):
    """Retries what the server certainly did not do: there was no connection, or it rolled a transaction back."""

    def __init__(self, busy_seconds: float = BUSY_SECONDS, restart_seconds: float = RESTART_SECONDS) -> None:
        super().__init__()
        self._busy_seconds, self._restart_seconds = busy_seconds, restart_seconds

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send `request`; the last answer or error is handed on when the patience is over."""
        send = sent_again((httpx.ConnectError, httpx.ConnectTimeout), _is_busy, self._is_over)
        return await send(super().handle_async_request, request)

    def _is_over(self, state: RetryCallState) -> bool:
        return waited(state) > (self._restart_seconds if has_failed(state) else self._busy_seconds)


def _is_busy(response: httpx.Response) -> bool:
    return response.status_code == httpx.codes.SERVICE_UNAVAILABLE and "Retry-After" not in response.headers


def patient_client(busy_seconds: float = BUSY_SECONDS, restart_seconds: float = RESTART_SECONDS) -> AsyncClientContext:
    """Inside `async with`, every Prefect call of this task uses one patient client: `.client`."""
    transport = PatientTransport(busy_seconds, restart_seconds)
    return answer_every_call(AsyncClientContext(httpx_settings={"transport": transport}))


async def server_is_there(on_wait: Callable[[], None]) -> None:
    """Return once Prefect's server answers, however long it is away; `on_wait` is called if it is.

    For a process that starts while the server is away: it is of use as soon as the server is back, and not before.
    """
    async with get_client() as client:
        if await client.api_healthcheck() is None:
            return
        on_wait()
        while await client.api_healthcheck() is not None:
            await asyncio.sleep(_LOOK_SECONDS)
