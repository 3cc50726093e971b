"""Takes a body in that is worked on later: into the project's inbox, safe on disk; plain, gzip, or a file of a form."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from email.message import Message
from pathlib import Path
from typing import Annotated, TypeVar

from fastapi import Header, Request
from python_multipart.exceptions import FormParserError
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from flows.api.http.errors import invalid_payload
from flows.api.http.request_body import bounded
from flows.api.http.request_id import id_of
from flows.api.state import ApiState
from schemas.ids import ProjectKey
from tasks.intake.inbox import inbox_of
from tasks.intake.receive import Received, receive

_NO_FILE = "Send the CSV file as multipart/form-data, in a field called file."
_FORM = 64 * 1024
"""Bytes of a form beside its file."""
_FIELDS = 10
_PIECE = 1 << 18
_AT_ONCE = asyncio.Semaphore(4)  # bodies being looked at: each is in memory as a whole for a moment
Seen = TypeVar("Seen")
IdempotencyKey = Annotated[
    str | None,
    Header(min_length=1, max_length=255, description="The same key and body within 7 days is the same action."),
]


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


async def stored_file(
    request: Request, state: ApiState, caller: ProjectKey, limit: int, *, is_hashed: bool = False
) -> tuple[Received, str | None]:
    """The file called `file` in a body of multipart/form-data, of at most `limit` bytes, and the encoding it says.

    Raises `ApiError` 400 if there is none, 413 when it has more bytes; what `receive` raises.
    """
    file = await _file_of(request, limit)
    target = inbox_of(state.settings.home, caller) / f"{id_of(request)}.csv"
    try:
        received = await receive(target, _pieces(file), is_gzip=False, limit=limit, is_hashed=is_hashed)
    finally:
        await file.close()
    declared = Message()
    declared["Content-Type"] = file.content_type or ""
    charset = declared.get_param("charset")
    return received, charset if isinstance(charset, str) else None


async def looked_at(received: Received, look: Callable[[Path], Seen]) -> Seen:
    """What `look` sees in the stored body."""
    async with _AT_ONCE:
        return await asyncio.to_thread(look, received.path)


async def _file_of(request: Request, limit: int) -> UploadFile:
    if not request.headers.get("Content-Type", "").lower().startswith("multipart/form-data"):
        raise invalid_payload(_NO_FILE)
    parser = MultiPartParser(request.headers, bounded(request, limit + _FORM), max_files=1, max_fields=_FIELDS)
    try:
        form = await parser.parse()
    except (MultiPartException, FormParserError) as error:
        details = f"The body is not multipart/form-data that can be read: {error}"
        raise invalid_payload(details) from error
    file = form.get("file")
    if isinstance(file, UploadFile):
        return file
    await form.close()
    raise invalid_payload(_NO_FILE)


async def _pieces(file: UploadFile) -> AsyncGenerator[bytes, None]:
    while piece := await file.read(_PIECE):
        yield piece
