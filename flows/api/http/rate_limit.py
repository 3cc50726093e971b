"""How many requests a project may make: any number unless `ORDERS_RATE_LIMIT` says otherwise.

Counted in a window that moves with time: in memory, by each API process for itself, or by all of them together in a
storage that they share. What is answered under `/v1` says where its project stands, in the headers that the public API
has.
"""

import math
from dataclasses import dataclass

from limits import RateLimitItem, parse_many
from limits.aio.storage import MemoryStorage, Storage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import ConfigurationError, StorageError
from limits.storage import storage_from_string
from prefect.logging import get_logger

from schemas.errors import UsageError
from schemas.ids import ProjectKey

OFF = "off"
MEMORY = "memory://"

logger = get_logger("api")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a project stands; at `reset_at` (seconds since 1970) the oldest request that counts is forgotten."""

    is_within: bool
    limit: int
    remaining: int
    reset_at: int

    def headers(self, now: float) -> dict[str, str]:
        """What a client reads: Retry is when it may ask again, which is at once while something remains."""
        retry_at = math.ceil(now) if self.remaining else self.reset_at
        return {
            "X-Rate-Limit-Limit": str(self.limit),
            "X-Rate-Limit-Remaining": str(self.remaining),
            "X-Rate-Limit-Reset": str(self.reset_at),
            "X-Rate-Limit-Retry": str(retry_at),
        }

    def seconds_left(self, now: float) -> int:
        """When one that is not within its limit may ask again."""
        return max(1, math.ceil(self.reset_at - now))


class RateLimit:
    """The same limit for each project; as long as a shared storage does not answer, what this process has counted."""

    def __init__(self, item: RateLimitItem, storage: Storage) -> None:
        self._item = item
        self.amount, self.seconds = item.amount, item.get_expiry()
        self.text = f"{item.amount:,} requests in {item.get_expiry():,} s"
        self._limiter, self._own = MovingWindowRateLimiter(storage), MovingWindowRateLimiter(MemoryStorage())
        self._is_away = False

    async def take(self, key: ProjectKey) -> Standing:
        """Count one request of the project, unless it has made as many as it may."""
        try:
            standing = await self._taken(self._limiter, key)
        except StorageError as error:
            if not self._is_away:
                logger.warning("The storage of the rate limit does not answer: %r", error.storage_error)
            self._is_away = True
            return await self._taken(self._own, key)
        self._is_away = False
        return standing

    async def _taken(self, limiter: MovingWindowRateLimiter, key: ProjectKey) -> Standing:
        is_within = await limiter.hit(self._item, str(key))
        stats = await limiter.get_window_stats(self._item, str(key))
        return Standing(is_within, self._item.amount, stats.remaining, math.ceil(stats.reset_time))


def parse_rate_limit(text: str, storage: str = MEMORY) -> RateLimit | None:
    """The limit that a text such as `100/minute` names, counted at the URI `storage`; none for `off`.

    Raises `UsageError` if one of them is something else.
    """
    if text.strip() in ("", OFF):
        return None
    try:
        items = parse_many(text)
    except ValueError:
        items = []
    if len(items) != 1 or not items[0].amount:
        message = "The rate limit is not a number of requests in a time."
        detail = f"ORDERS_RATE_LIMIT is {text!r}, which is not a number of requests in a time."
        raise UsageError(message, f"Write one such as 100/minute or 5000/hour, or {OFF}.", detail=detail)
    try:
        return RateLimit(items[0], _storage_at(storage))
    except (ConfigurationError, NotImplementedError):
        message = "The rate limit cannot be counted."
        detail = (
            "ORDERS_RATE_LIMIT_STORAGE is no storage that counts in moving windows, or its client is not installed."
        )
        hint = "Write one such as redis://cache.internal/0, and install a client such as coredis."
        raise UsageError(message, hint, detail=detail) from None  # the other text shows the password


def _storage_at(uri: str) -> Storage:
    storage = storage_from_string(f"async+{uri}", wrap_exceptions=True)
    if not isinstance(storage, Storage):
        message = "it has no asynchronous client"
        raise ConfigurationError(message)
    return storage
