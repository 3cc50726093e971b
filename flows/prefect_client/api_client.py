"""The API's own client of Prefect's server: patient for seconds only, since somebody waits for the answer.

Invariant: each call ends within `ANSWER_SECONDS`, with the server's answer or with `ServerAway`. Calls that come while
the server has been away for that long look once and end at once: requests do not pile up. The server is not asked for
its version first, so the API listens before it is there; it refuses clients that are too old by itself.
"""

import asyncio
import time

import httpx
from prefect.client.orchestration import PrefectClient, get_client
from tenacity import RetryCallState

from flows.prefect_client.retries import has_failed, sent_again

ANSWER_SECONDS = 20.0
LONGEST_WAIT = 0.1  # the dispatcher writes one request at a time, and so may ask again sooner than many would
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
        again = sent_again(httpx.TransportError, _is_busy, self._is_away_for_long, LONGEST_WAIT)
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await again(self._answered, request)
        except TimeoutError as error:
            message = f"no answer within {ANSWER_SECONDS:.0f} s"
            raise ServerAway(message, request=request) from error
        except httpx.TransportError as error:
            raise ServerAway(str(error), request=request) from error

    async def _answered(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        await response.aread()
        self._away_since = None
        return response

    def _is_away_for_long(self, state: RetryCallState) -> bool:
        if not has_failed(state):
            return False
        now = time.monotonic()
        self._away_since = now if self._away_since is None else self._away_since
        return now - self._away_since >= ANSWER_SECONDS


def _is_busy(response: httpx.Response) -> bool:
    return response.status_code in _BUSY


def prompt_client() -> PrefectClient:
    """Usable inside `async with`, whether the server is there or not."""
    return get_client(httpx_settings={"transport": PromptTransport()})
