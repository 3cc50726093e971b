"""Takes a body in that is worked on later: into the project's inbox, plain or gzip, safe on disk."""

from fastapi import Request

from flows.api.http.errors import invalid_payload
from flows.api.http.request_body import bounded
from flows.api.http.request_id import id_of
from flows.api.state import ApiState
from schemas.ids import ProjectKey
from tasks.intake.inbox import inbox_of
from tasks.intake.receive import Received, receive


async def stored_body(
    request: Request, state: ApiState, caller: ProjectKey, limit: int, *, is_hashed: bool = False
) -> Received:
    """The body, of at most `limit` bytes.

    Raises `ApiError` 400 for an encoding that is not known, 413 when it has more bytes; what `receive` raises.
    """
    encoding = request.headers.get("Content-Encoding", "identity").lower()
    if encoding not in ("identity", "gzip"):
        details = f"Content-Encoding {encoding!r} is not known; send gzip, or leave it out."
        raise invalid_payload(details)
    body = inbox_of(state.settings.home, caller) / f"{id_of(request)}.json"
    return await receive(body, bounded(request, limit), is_gzip=encoding == "gzip", limit=limit, is_hashed=is_hashed)
