"""The name of an entity in a path: its `id` or `source_id`, whatever characters it has.

A server unpacks a path before it looks for the route, so that a slash inside of a name, which clients send as `%2F`,
would end the name. `WholeNames` unpacks each segment on its own and keeps such a slash apart from those between
segments, as a code point that no unpacked path can hold; `Name` makes it a slash again.
"""

from typing import Annotated
from urllib.parse import unquote

from fastapi import Path
from pydantic import BeforeValidator
from starlette.types import ASGIApp, Receive, Scope, Send

from flows.api.http.errors import not_found
from schemas.errors import UsageError
from schemas.ids import parse_import_id

_SLASH = "\udc2f"


def _whole(segment: str) -> str:
    return segment.replace(_SLASH, "/")


Name = Annotated[str, BeforeValidator(_whole), Path(min_length=1, description="Its id, or its source_id.")]


def import_id_of(action_id: str) -> str:
    """The import, or other work, of an async action that a path names. Raises `ApiError` 404 for what is no such id."""
    try:
        return parse_import_id(action_id)
    except UsageError:
        details = f"Cannot find async action with id {action_id}."
        raise not_found(details) from None


class WholeNames:
    """ASGI middleware; outside of it, in the access log, a path is as the server unpacked it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; the path with its segments unpacked one by one."""
        raw = scope.get("raw_path") or b""
        if b"%2f" in raw.lower():
            segments = (unquote(segment).replace("/", _SLASH) for segment in raw.decode("ascii").split("/"))
            scope = {**scope, "path": "/".join(segments)}
        await self._app(scope, receive, send)
