"""Each request has an id, which its answer carries and the log names it by; and its answer may carry more headers."""

from uuid import uuid4

from fastapi import Request, Response
from starlette.middleware.base import RequestResponseEndpoint

REQUEST_ID = "X-Request-Id"


async def name_request(request: Request, call_next: RequestResponseEndpoint) -> Response:
    """HTTP middleware that gives the request its id."""
    request.state.request_id = f"v-{uuid4().hex}"
    request.state.headers = {REQUEST_ID: request.state.request_id}
    response = await call_next(request)
    response.headers.update(request.state.headers)
    return response


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
