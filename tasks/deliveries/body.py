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
        content = message.data if message.payload is None else fill(message.payload, message.data)
        if not message.is_raw:
            content = {**_envelope(message), "data": content}
        return json.dumps(content, ensure_ascii=False, allow_nan=False).encode()
    except Exception as error:  # a template may raise anything
        reason = f"the payload cannot be filled: {error}"
        raise PayloadError(reason) from error


def _envelope(message: Message) -> dict[str, str]:
    created_at = zulu(message.created_at, "milliseconds")
    envelope = {"id": message.event_id, "type": message.event_type, "created_at": created_at}
    return {**envelope, "delivery_id": message.id}
