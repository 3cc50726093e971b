"""The API's own client of Prefect's server: patient for seconds only, since somebody waits for the answer.

Invariant: each call ends within `ANSWER_SECONDS`, with the server's answer or with `ServerAway`. Calls that come while
the server has been away for that long look once and end at once: submissions, which wait for each other, do not pile
up. The server is not asked for its version first, so the API listens before it is there; it refuses clients that are
too old by itself.
"""

import asyncio
import time

import httpx
from prefect.client.orchestration import PrefectClient, get_client

from flows.prefect_client.patience import busy_pause

ANSWER_SECONDS = 20.0
LONGEST_WAIT = 0.1  # the API writes one request at a time, and so may ask a busy server again sooner than many would
_AWAY_WAIT = 0.5
_BUSY = frozenset({408, 429, 502, 503})  # what Prefect's client would ask again, for minutes


class ServerAway(httpx.TransportError):
    """Nothing came back in time; what was asked may have been done. Prefect's client does not ask again after this."""


class PromptTransport(httpx.AsyncHTTPTransport):
    """Asks again what Prefect's own client would ask again, but not for as long."""

    def __init__(self) -> None:
        super().__init__()
        self._away_since: float | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send `request` until it is answered; the answer is read to its end. Raises `ServerAway`."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await self._answered(request)
        except TimeoutError as error:
            message = f"no answer within {ANSWER_SECONDS:.0f} s"
            raise ServerAway(message, request=request) from error

    async def _answered(self, request: httpx.Request) -> httpx.Response:
        attempt = 0
        while True:
            try:
                response = await super().handle_async_request(request)
                await response.aread()
            except httpx.TransportError as error:
                self._require_hope(error, request)
                await asyncio.sleep(_AWAY_WAIT)
                continue
            self._away_since = None
            if response.status_code not in _BUSY:
                return response
            await asyncio.sleep(busy_pause(attempt, LONGEST_WAIT))
            attempt += 1

    def _require_hope(self, error: httpx.TransportError, request: httpx.Request) -> None:
        now = time.monotonic()
        self._away_since = now if self._away_since is None else self._away_since
        if now - self._away_since >= ANSWER_SECONDS:
            raise ServerAway(str(error), request=request) from error


def prompt_client() -> PrefectClient:
    """Usable inside `async with`, whether the server is there or not."""
    return get_client(httpx_settings={"transport": PromptTransport()})
