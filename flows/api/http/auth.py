"""Who is asking: each request shows the keys of one project, and can reach nothing else.

Only requests with the right keys count against a rate limit, so that nobody can use up that of a project whose keys he
does not have.
"""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import APIKeyHeader
from starlette.concurrency import run_in_threadpool

from flows.api.http.errors import too_many_requests, unauthorized
from flows.api.http.rate_limit import RateLimit
from flows.api.http.request_id import add_headers
from flows.api.state import State
from schemas.clock import utc_now
from schemas.ids import ProjectKey
from tasks.intake.api_keys import find_project

_AppId = Annotated[str | None, Depends(APIKeyHeader(name="X-App-Id", scheme_name="X-App-Id", auto_error=False))]
_Token = Annotated[str | None, Depends(APIKeyHeader(name="X-App-Token", scheme_name="X-App-Token", auto_error=False))]


async def project_of(request: Request, state: State, app_id: _AppId, app_token: _Token) -> ProjectKey:
    """The caller's project, one of whose requests this is.

    Raises `ApiError` 401 for keys that are missing or wrong, without saying which, and 429 when the project has made
    as many requests as it may.
    """
    key = await run_in_threadpool(find_project, state.settings.home, app_id or "", app_token or "")
    if key is None:
        details = "Check X-App-Id and X-App-Token; whoever runs this service has them made."
        raise unauthorized(details)
    if state.rate_limit is not None:
        await _take_one(request, state.rate_limit, key)
    return key


async def _take_one(request: Request, rate_limit: RateLimit, key: ProjectKey) -> None:
    standing, now = await rate_limit.take(key), utc_now().timestamp()
    add_headers(request, standing.headers(now))
    if not standing.is_within:
        seconds = standing.seconds_left(now)
        details = f"A project may make {rate_limit.text}; ask again in {seconds} s."
        raise too_many_requests(details, retry_after=seconds)


async def reader_of(request: Request, state: State, app_id: _AppId, app_token: _Token) -> ProjectKey | None:
    """The caller's project as `project_of` has it; none where a token in the address stands for the keys."""
    return None if request.query_params.get("token") else await project_of(request, state, app_id, app_token)


Caller = Annotated[ProjectKey, Depends(project_of)]
Reader = Annotated[ProjectKey | None, Depends(reader_of)]
