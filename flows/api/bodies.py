"""Bodies that hold one JSON object, read no further than its keys: its values are judged by the import's rules."""

import msgspec
from fastapi import Request

from flows.api.errors import ApiError, invalid_payload
from tasks.things import Thing

DOCUMENTED = {
    "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}, "required": True},
}


async def json_object(request: Request, what: str) -> Thing:
    """The body's members as JSON text. Raises `ApiError` 413 if it is too large, 400 if it is no JSON object."""
    limit, body = request.app.state.settings.body_limit, bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise ApiError(413, "query_too_large", "Query too large", f"The body has more than {limit:,} bytes.")
    try:
        return msgspec.json.decode(body.decode(), type=Thing)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        details = f"The body is not one {what} as a JSON object: {error}."
        raise invalid_payload(details) from None


def named_by_path(body: Thing, stored_id: str, what: str) -> Thing:
    """The body with the id of the thing in the path; raises `ApiError` 400 if it names another one."""
    given = text_in(body, "id")
    if given not in (None, stored_id):
        details = f"$.id is {given!r}, but the {what} in the path is {stored_id}."
        raise invalid_payload(details)
    return {**body, "id": msgspec.Raw(msgspec.json.encode(stored_id))}


def text_in(body: Thing, field: str) -> str | None:
    """A member that has to be a text, if it is there; raises `ApiError` 400 if it is something else."""
    try:
        return msgspec.json.decode(body.get(field, b"null"), type=str | None)
    except msgspec.MsgspecError:
        details = f"$.{field} is not a text."
        raise invalid_payload(details) from None
