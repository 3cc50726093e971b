"""When a request to Prefect's server is sent again, and after how long: what both clients' transports share.

A server that does not answer is asked again after a fixed pause, one that is busy after one that grows, a little later
each time, so that many who wait do not keep it busy. The loop and its clock are tenacity's.
"""

import random
from collections.abc import Callable
from typing import Any

import httpx
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, retry_if_result

_FIRST_WAIT, _LONGEST_WAIT = 0.01, 0.5
_AWAY_WAIT = 0.5


def busy_pause(attempt: int, longest_wait: float = _LONGEST_WAIT) -> float:
    """Seconds before a busy server is asked again, of about `longest_wait` in the end."""
    return min(_FIRST_WAIT * 2.0 ** min(attempt, 30), longest_wait) * random.uniform(0.5, 1.5)


def sent_again(
    errors: type[httpx.TransportError] | tuple[type[httpx.TransportError], ...],
    is_busy: Callable[[httpx.Response], bool],
    is_over: Callable[[RetryCallState], bool],
    longest_wait: float = _LONGEST_WAIT,
) -> AsyncRetrying:
    """Calls what sends a request until it gives an answer that is not `is_busy`, or `is_over`.

    Then the last answer is given, or the last error raised. For one request: it counts how often it was sent.
    """
    busy_count = 0

    def pause(state: RetryCallState) -> float:
        nonlocal busy_count
        if has_failed(state):
            return _AWAY_WAIT
        busy_count += 1
        return busy_pause(busy_count - 1, longest_wait)

    return AsyncRetrying(
        retry=retry_if_exception_type(errors) | retry_if_result(is_busy),
        wait=pause,
        stop=is_over,
        before_sleep=_close,
        retry_error_callback=_last,
    )


def has_failed(state: RetryCallState) -> bool:
    """Whether the last attempt brought no answer."""
    return state.outcome is not None and state.outcome.failed


def waited(state: RetryCallState) -> float:
    """Seconds since the first attempt."""
    return state.seconds_since_start or 0.0


async def _close(state: RetryCallState) -> None:
    """Give a busy answer's connection back."""
    if state.outcome is not None and not state.outcome.failed:
        await state.outcome.result().aclose()


def _last(state: RetryCallState) -> Any:
    return None if state.outcome is None else state.outcome.result()
