"""The body of a message: the filled payload or the event's object, in an envelope unless raw."""

import json

from schemas.effects.delivery import Message
from schemas.timestamps import zulu
from tasks.rules.payload import fill


class PayloadError(Exception):
    """The payload cannot be filled from this event; another attempt would not help."""


def body_of(message: Message) -> bytes:
    """The same bytes at every attempt. Raises `PayloadError` that says what is wrong."""
    try:
        content = message.data if message.payload is None else _filled(message.payload, message.data)
        if not message.is_raw:
            # what is stored goes out word for word: no digit of a number is lost in between
            envelope = json.dumps(_envelope(message), ensure_ascii=False)
            content = f'{envelope.removesuffix("}")}, "data": {content}}}'
        return content.encode()
    except Exception as error:  # a template may raise anything
        reason = f"the payload cannot be filled: {error}"
        raise PayloadError(reason) from error


def headers_of(message: Message) -> dict[str, str]:
    """The headers that the rule adds. Raises `PayloadError`."""
    try:
        headers: dict[str, str] = {} if message.headers is None else json.loads(message.headers)
    except ValueError as error:
        reason = f"the headers cannot be read: {error}"
        raise PayloadError(reason) from error
    return headers


def _filled(payload: str, data: str) -> str:
    return json.dumps(fill(json.loads(payload), json.loads(data)), ensure_ascii=False, allow_nan=False)


def _envelope(message: Message) -> dict[str, str]:
    created_at = zulu(message.created_at, "milliseconds")
    envelope = {"id": message.event_id, "type": message.event_type, "created_at": created_at}
    return {**envelope, "delivery_id": message.id}
