"""Each request has an id, which its answer carries and the log names it by; and its answer may carry more headers."""

from uuid import uuid4

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUEST_ID = "X-Request-Id"


class NamedRequests:
    """ASGI middleware that gives each request its id; bodies pass it as they come, in no queue of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; the head of the answer with the headers that it is to carry."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = f"v-{uuid4().hex}"
        headers = {REQUEST_ID: request_id}
        scope.setdefault("state", {}).update(request_id=request_id, headers=headers)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers)
            await send(message)

        await self._app(scope, receive, with_headers)


def id_of(request: Request) -> str:
    """The id of the request."""
    request_id: str = request.state.request_id
    return request_id


def headers_of(request: Request) -> dict[str, str]:
    """The headers that the answer to `request`, whatever it will be, carries."""
    headers: dict[str, str] = request.state.headers
    return headers


def add_headers(request: Request, headers: dict[str, str]) -> None:
    """Let the answer to `request`, whatever it will be, carry these headers too."""
    headers_of(request).update(headers)
