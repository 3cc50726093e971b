"""Who is asking: each request shows the keys of one project, and can reach nothing else."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import APIKeyHeader
from starlette.concurrency import run_in_threadpool

from flows.api.http.errors import ApiError
from flows.api.http.rate_limit import take_one
from schemas.ids import ProjectKey
from tasks.intake.api_keys import find_project

_AppId = Annotated[str | None, Depends(APIKeyHeader(name="X-App-Id", scheme_name="X-App-Id", auto_error=False))]
_Token = Annotated[str | None, Depends(APIKeyHeader(name="X-App-Token", scheme_name="X-App-Token", auto_error=False))]


async def project_of(request: Request, app_id: _AppId, app_token: _Token) -> ProjectKey:
    """The caller's project, one of whose requests this is.

    Raises `ApiError` 401 for keys that are missing or wrong, without saying which, and 429 as `take_one` does.
    """
    key = await run_in_threadpool(find_project, request.app.state.settings.home, app_id or "", app_token or "")
    if key is None:
        details = "Check X-App-Id and X-App-Token; whoever runs this service has them made."
        raise ApiError(401, "unauthorized", "Unauthorized", details)
    await take_one(request, key)
    return key


Caller = Annotated[ProjectKey, Depends(project_of)]
