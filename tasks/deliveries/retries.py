"""When a webhook is tried again: after growing, random waits, or as its receiver asks, and not for ever."""

import random
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from schemas.clock import aware_utc, naive_utc_now, utc_now
from schemas.effects.choices import DeliveryStatus
from schemas.effects.delivery import Attempt, DeliveryOptions, Message

_LONGEST_RETRY_AFTER = 86_400.0


def retried(message: Message, options: DeliveryOptions, response: httpx.Response | None, answer: str) -> Attempt:
    """An attempt that failed and is worth another, unless it was the last; the time of the next comes with it."""
    status, attempts = None if response is None else response.status_code, message.attempt_count + 1
    if attempts >= options.most_attempts:
        return Attempt(message.id, DeliveryStatus.DEAD, status, answer)
    grown = min(options.first_wait * 2 ** (attempts - 1), options.longest_wait)
    wait = grown * random.uniform(0.5, 1.0)
    asked = None if response is None else _retry_after(response.headers.get("Retry-After"))
    if asked is not None:
        wait = max(wait, asked)
    next_attempt_at = naive_utc_now() + timedelta(seconds=wait)
    return Attempt(message.id, DeliveryStatus.PENDING, status, answer, next_attempt_at)


def _retry_after(header: str | None) -> float | None:
    """Seconds asked for, by number or by date; null if it says neither, and never more than a day."""
    if header is None:
        return None
    try:
        seconds = float(header) if header.strip().isdigit() else _seconds_until(parsedate_to_datetime(header))
    except (ValueError, TypeError, OverflowError):  # dates that are none raise all of them
        return None
    return min(max(seconds, 0.0), _LONGEST_RETRY_AFTER)


def _seconds_until(at: datetime) -> float:
    return (aware_utc(at) - utc_now()).total_seconds()
