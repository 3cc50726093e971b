"""How many requests a project may make: off unless `ORDERS_RATE_LIMIT` says otherwise.

Counted in memory, in a window that moves with time, by each API process for itself. Only requests with the right keys
count, so that nobody can use up the allowance of a project whose keys he does not have. What is answered under
`/v1` says where its project stands, in the headers that the public API has.
"""

import math
from dataclasses import dataclass

from fastapi import Request
from limits import RateLimitItem, parse_many
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from flows.api.http.errors import ApiError, add_headers
from schemas.clock import utc_now
from schemas.errors import UsageError
from schemas.ids import ProjectKey

OFF = "off"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a project stands; at `reset_at` (seconds since 1970) the oldest request that counts is forgotten."""

    is_within: bool
    limit: int
    remaining: int
    reset_at: int

    def headers(self, now: float) -> dict[str, str]:
        """What a client is told: Retry is when it may ask again, which is at once while something remains."""
        retry_at = math.ceil(now) if self.remaining else self.reset_at
        return {
            "X-Rate-Limit-Limit": str(self.limit),
            "X-Rate-Limit-Remaining": str(self.remaining),
            "X-Rate-Limit-Reset": str(self.reset_at),
            "X-Rate-Limit-Retry": str(retry_at),
        }


class Allowance:
    """The allowances of all projects, each the same."""

    def __init__(self, item: RateLimitItem) -> None:
        self._item = item
        self.text = f"{item.amount:,} requests in {item.get_expiry():,} s"
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def take(self, key: ProjectKey) -> Standing:
        """Count one request of the project, unless it has made as many as it may."""
        is_within = await self._limiter.hit(self._item, str(key))
        stats = await self._limiter.get_window_stats(self._item, str(key))
        return Standing(is_within, self._item.amount, stats.remaining, math.ceil(stats.reset_time))


def parse_allowance(text: str) -> Allowance | None:
    """What a text such as `100/minute` allows; none for `off`. Raises `UsageError` if it is something else."""
    if text.strip() in ("", OFF):
        return None
    try:
        [item] = parse_many(text)
    except ValueError:
        item = None
    if item is None or not item.amount:
        message = "The rate limit is not a number of requests in a time."
        detail = f"ORDERS_RATE_LIMIT is {text!r}, which is not a number of requests in a time."
        raise UsageError(message, f"Write one such as 100/minute or 5000/hour, or {OFF}.", detail=detail)
    return Allowance(item)


async def take_one(request: Request, key: ProjectKey) -> None:
    """Count this request of the project. Raises `ApiError` 429 if it has made as many as it may."""
    allowance: Allowance | None = request.app.state.allowance
    if allowance is None:
        return
    standing, now = await allowance.take(key), utc_now().timestamp()
    add_headers(request, standing.headers(now))
    if not standing.is_within:
        seconds = max(1, math.ceil(standing.reset_at - now))
        details = f"A project may make {allowance.text}; ask again in {seconds} s."
        raise ApiError(429, "too_many_requests", "Too many requests", details, {"Retry-After": str(seconds)})
