"""The only module that speaks HTTP out: one attempt at one message, signed, and what its answer means.

It is signed as standardwebhooks.com says, and for one more release by `X-Orders-Signature: sha256=…`, the HMAC-SHA256
of the body alone. Body and Idempotency-Key of a delivery are the same at every attempt, so a receiver can drop what it
has seen.
"""

import asyncio
import hashlib
import hmac

import httpx
from standardwebhooks.webhooks import Webhook

from schemas.clock import utc_now
from schemas.effects.choices import DeliveryStatus
from schemas.effects.delivery import Attempt, DeliveryOptions, Message
from tasks.deliveries.body import PayloadError, body_of, headers_of
from tasks.deliveries.retries import retried

_ANSWER_SIZE = 2000


def open_client(options: DeliveryOptions) -> httpx.AsyncClient:
    """A client with room for all that is in flight; it follows no redirects."""
    limits = httpx.Limits(max_connections=options.in_flight, max_keepalive_connections=options.in_flight)
    return httpx.AsyncClient(timeout=options.timeout, limits=limits)


def signature_of(secret: str, body: bytes) -> str:
    """The value of the header `X-Orders-Signature`."""
    return f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


def standard_headers(secret: str, message_id: str, body: bytes) -> dict[str, str]:
    """The headers of standardwebhooks.com, whose signature holds the time: an old message cannot be sent again."""
    sent_at = utc_now()
    signature = Webhook(secret).sign(message_id, sent_at, body.decode())
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    return dict(zip(names, (message_id, str(int(sent_at.timestamp())), signature), strict=True))


async def send(client: httpx.AsyncClient, message: Message, secret: str, options: DeliveryOptions) -> Attempt:
    """Make one attempt at a webhook; never raises for what the receiver or the network does."""
    try:
        # a template may take a second, in which others can be sent
        body, added = await asyncio.to_thread(body_of, message), headers_of(message)
    except PayloadError as error:
        return Attempt(message.id, DeliveryStatus.DEAD, answer=str(error))
    headers = {
        **added,
        "Content-Type": "application/json",
        "Idempotency-Key": message.id,
        "X-Orders-Event": message.event_type,
        "X-Orders-Signature": signature_of(secret, body),
        **standard_headers(secret, message.id, body),
    }
    try:
        async with (
            asyncio.timeout(options.timeout),
            client.stream("POST", message.url or "", content=body, headers=headers) as response,
        ):
            answer = await _start_of(response)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
        return retried(message, options, None, f"{type(error).__name__}: {error}".rstrip(": "))
    if response.is_success:
        return Attempt(message.id, DeliveryStatus.DELIVERED, response.status_code, answer)
    if response.status_code == httpx.codes.TOO_MANY_REQUESTS or response.is_server_error:
        return retried(message, options, response, answer)
    return Attempt(message.id, DeliveryStatus.DEAD, response.status_code, answer)


async def _start_of(response: httpx.Response) -> str:
    received = b""
    try:
        async for chunk in response.aiter_bytes():
            received += chunk
            if len(received) >= _ANSWER_SIZE:
                break
    except httpx.DecodingError:
        return "(an answer that cannot be decoded)"  # its status counts
    return received[:_ANSWER_SIZE].decode(errors="replace")
