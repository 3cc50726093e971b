"""A Prefect client that waits in small steps for a busy or restarting server.

A SQLite server answers 503 when two requests write at once, and Prefect's own client then pauses 2 s, 4 s, 8 s: longer
than a whole import. Here a 503 without advice is asked again after milliseconds, a little later each time so that many
who wait do not keep it busy, and a server that does not answer at all (it is being restarted) after half a second, for
`RESTART_SECONDS`; then Prefect's own retries take over. For workers and their processes, whose imports survive a
restart of the server; who waits for an answer of the API has less time (`flows.prefect_client.api_client`).
"""

import asyncio
import random
import time

import httpx
from prefect.context import AsyncClientContext

from flows.prefect_client.private import answer_every_call

RESTART_SECONDS = 90.0
BUSY_SECONDS = 60.0
_FIRST_WAIT, _LONGEST_WAIT = 0.01, 0.5


def busy_pause(attempt: int, longest_wait: float = _LONGEST_WAIT) -> float:
    """Seconds before a busy server is asked again, of about `longest_wait` in the end."""
    return min(_FIRST_WAIT * 2.0**attempt, longest_wait) * random.uniform(0.5, 1.5)


class PatientTransport(httpx.AsyncHTTPTransport):
    """Retries what the server certainly did not do: a refused connection, a rolled back transaction."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send `request`; the last answer or error is handed on when the patience is over."""
        began, attempt = time.monotonic(), 0
        while True:
            waited = time.monotonic() - began
            try:
                response = await super().handle_async_request(request)
            except httpx.ConnectError:
                if waited > RESTART_SECONDS:
                    raise
                await asyncio.sleep(0.5)
                continue
            is_busy = response.status_code == httpx.codes.SERVICE_UNAVAILABLE and "Retry-After" not in response.headers
            if not is_busy or waited > BUSY_SECONDS:
                return response
            await response.aclose()
            await asyncio.sleep(busy_pause(attempt))
            attempt += 1


def patient_client() -> AsyncClientContext:
    """Inside `async with`, every Prefect call of this task uses one patient client: `.client`."""
    return answer_every_call(AsyncClientContext(httpx_settings={"transport": PatientTransport()}))
