"""A Prefect client that waits in small steps for a busy or restarting server.

A SQLite server answers 503 when two requests write at once, and Prefect's own client then pauses 2 s, 4 s, 8 s: longer
than a whole import. Here a 503 without advice is asked again after milliseconds, a little later each time so that many
who wait do not keep it busy, and a server that does not answer at all (it is being restarted) after half a second, for
`RESTART_SECONDS`; then Prefect's own retries take over.
"""

import asyncio
import random
import time

import httpx
from prefect.context import AsyncClientContext

RESTART_SECONDS = 90.0
BUSY_SECONDS = 60.0
_FIRST_WAIT, LONGEST_WAIT = 0.01, 0.5


class PatientTransport(httpx.AsyncHTTPTransport):
    """Retries what the server certainly did not do: a refused connection, a rolled back transaction."""

    def __init__(self, longest_wait: float) -> None:
        super().__init__()
        self._longest_wait = longest_wait

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
            await asyncio.sleep(min(_FIRST_WAIT * 2**attempt, self._longest_wait) * random.uniform(0.5, 1.5))
            attempt += 1


def patient_client(longest_wait: float = LONGEST_WAIT) -> AsyncClientContext:
    """Inside `async with`, every Prefect call of this task uses one patient client: `.client`.

    `longest_wait` is the longest pause, in seconds, before a 503 is asked again: who writes one request after the other
    may be less patient than many who write at the same time.
    """
    context = AsyncClientContext(httpx_settings={"transport": PatientTransport(longest_wait)})
    # else Prefect thinks that this client is not for calls without settings, and makes a new one for each
    context._httpx_settings = None
    return context
