"""The only module that speaks HTTP out: one attempt at one message, signed, and what its answer means.

The signature is HMAC-SHA256 of the body with the project's secret, in hex, as `X-Orders-Signature: sha256=…`. Body and
Idempotency-Key of a delivery are the same at every attempt, so a receiver can drop what it has seen.
"""

import asyncio
import hashlib
import hmac
import json
import random
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from schemas.clock import aware_utc, naive_utc_now, utc_now
from schemas.effects.delivery import Attempt, DeliveryOptions, Message
from schemas.effects.effects import DeliveryStatus
from schemas.timestamps import zulu
from tasks.rules.payload import fill

_ANSWER_SIZE = 2000
_LONGEST_RETRY_AFTER = 86_400.0


def open_client(options: DeliveryOptions) -> httpx.AsyncClient:
    """A client with room for all that is in flight; it follows no redirects."""
    limits = httpx.Limits(max_connections=options.in_flight, max_keepalive_connections=options.in_flight)
    return httpx.AsyncClient(timeout=options.timeout, limits=limits)


def body_of(message: Message) -> bytes:
    """What is sent: the filled payload, or else the event's object, in an envelope unless raw.

    Raises whatever a template raises, and ValueError or TypeError for what is no JSON.
    """
    content = message.data if message.payload is None else fill(message.payload, message.data)
    if not message.is_raw:
        created_at = zulu(message.created_at, "milliseconds")
        envelope = {"id": message.event_id, "type": message.event_type, "created_at": created_at}
        content = {**envelope, "delivery_id": message.id, "data": content}
    return json.dumps(content, ensure_ascii=False, allow_nan=False).encode()


def signature_of(secret: str, body: bytes) -> str:
    """The value of the header `X-Orders-Signature`."""
    return f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


async def send(client: httpx.AsyncClient, message: Message, secret: str, options: DeliveryOptions) -> Attempt:
    """Make one attempt at a webhook; never raises for what the receiver or the network does."""
    try:
        body = body_of(message)
    except Exception as error:  # templates raise all sorts of things
        return Attempt(message.id, DeliveryStatus.DEAD, answer=f"the payload cannot be filled: {error}")
    headers = {
        **message.headers,
        "Content-Type": "application/json",
        "Idempotency-Key": message.id,
        "X-Orders-Event": message.event_type,
        "X-Orders-Signature": signature_of(secret, body),
    }
    try:
        async with (
            asyncio.timeout(options.timeout),
            client.stream("POST", message.url, content=body, headers=headers) as response,
        ):
            answer = await _start_of(response)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
        return failed(message, options, None, f"{type(error).__name__}: {error}".rstrip(": "))
    if response.is_success:
        return Attempt(message.id, DeliveryStatus.DELIVERED, response.status_code, answer)
    if response.status_code == httpx.codes.TOO_MANY_REQUESTS or response.is_server_error:
        return failed(message, options, response, answer)
    return Attempt(message.id, DeliveryStatus.DEAD, response.status_code, answer)


async def _start_of(response: httpx.Response) -> str:
    received = b""
    async for chunk in response.aiter_bytes():
        received += chunk
        if len(received) >= _ANSWER_SIZE:
            break
    return received[:_ANSWER_SIZE].decode(errors="replace")


def failed(message: Message, options: DeliveryOptions, response: httpx.Response | None, answer: str) -> Attempt:
    """An attempt worth another, unless it was the last: with growing, random waits, or as `Retry-After` asks."""
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
    except ValueError:
        return None
    return min(max(seconds, 0.0), _LONGEST_RETRY_AFTER)


def _seconds_until(at: datetime) -> float:
    return (aware_utc(at) - utc_now()).total_seconds()
