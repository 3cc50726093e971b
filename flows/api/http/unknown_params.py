"""Query parameters that a route does not have are refused: a filter that is passed over makes a wrong answer."""

from fastapi import Depends, Request

from flows.api.http.auth import Caller
from flows.api.http.errors import invalid_query_params


async def _require_known(request: Request, _caller: Caller) -> None:
    operation = request.app.openapi()["paths"][request.scope["route"].path][request.method.lower()]
    known = {taken["name"] for taken in operation.get("parameters", []) if taken["in"] == "query"}
    unknown = sorted(set(request.query_params) - known)
    if unknown:
        there_are = f"there are {', '.join(sorted(known))}" if known else "there are none"
        details = f"{unknown[0]}: no such parameter here; {there_are}."
        raise invalid_query_params(details)


KNOWN_ONLY = [Depends(_require_known)]
"""The `dependencies` of a router whose routes refuse parameters that they do not have."""
