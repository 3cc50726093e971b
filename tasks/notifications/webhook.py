"""A notification as a webhook: signed and shaped as those of the project's rules, and tried three times at most."""

import asyncio
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from schemas.clock import naive_utc_now
from schemas.effects.choices import Channel, DeliveryStatus
from schemas.effects.delivery import Attempt, DeliveryOptions, Message
from schemas.notification import Ended
from tasks.deliveries.webhook import open_client, send
from tasks.rules.signing import signing_secret
from tasks.warehouse.connection import open_warehouse

LONGEST_WAIT_SECONDS = 5.0
_OPTIONS = DeliveryOptions(timeout=5.0, first_wait=0.5, longest_wait=2.0, most_attempts=3)
_DATABASE_SECONDS = 5.0


def post(home: Path, url: str, ended: Ended) -> str | None:
    """Send it; what went wrong, if it did. Raises `OrdersError` where the project's signing key cannot be read."""
    with open_warehouse(home, ended.key, create=True, patience=_DATABASE_SECONDS) as con:
        secret = signing_secret(con, naive_utc_now())
    return asyncio.run(_until_sent(_message(url, ended), secret))


def _message(url: str, ended: Ended) -> Message:
    message_id = f"ntf_{uuid4().hex}"
    return Message(
        id=message_id,
        rule_id="",
        event_id=message_id,
        event_type=f"{ended.kind}.ended",
        created_at=naive_utc_now(),
        data=ended.model_dump_json(),
        attempt_count=0,
        channel=Channel.WEBHOOK,
        url=url,
        headers=None,
        payload=None,
        is_raw=False,
    )


async def _until_sent(message: Message, secret: str) -> str | None:
    async with open_client(_OPTIONS) as client:
        while True:
            attempt = await send(client, message, secret, _OPTIONS)
            if attempt.status is DeliveryStatus.DELIVERED:
                return None
            wait = _wait(attempt)
            if wait is None:
                return f"HTTP {attempt.http_status}" if attempt.http_status else (attempt.answer or "no answer")
            await asyncio.sleep(wait)
            message = replace(message, attempt_count=message.attempt_count + 1)


def _wait(attempt: Attempt) -> float | None:
    """Seconds until it is worth trying again; none if it is not, or not within reason."""
    if attempt.status is not DeliveryStatus.PENDING or attempt.next_attempt_at is None:
        return None
    seconds = (attempt.next_attempt_at - naive_utc_now()).total_seconds()
    return max(seconds, 0.0) if seconds <= LONGEST_WAIT_SECONDS else None
