"""Who is asking: each request shows a key of one project, or an access token of it, and can reach nothing else.

Invariant: a route names the scope that it needs (`READ` and so on among its `dependencies`); one that names none has no
caller, and so reaches no project. Only requests with right keys count against a rate limit, so that nobody can use up
that of a project whose keys he does not have.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, NamedTuple

from fastapi import Depends, Request
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from flows.api.http.errors import forbidden, too_many_requests, unauthorized
from flows.api.http.path_names import import_id_of
from flows.api.http.rate_limit import RateLimit
from flows.api.http.request_id import add_headers
from flows.api.state import ApiState, State
from schemas.clock import utc_now
from schemas.ids import ProjectKey
from schemas.scopes import Scope
from tasks.intake.database import ask_intake
from tasks.intake.keys.identity import EndedKeyError, Identity, find_key, find_token
from tasks.intake.report_links import find_linked_project

AppId = Annotated[str | None, Depends(APIKeyHeader(name="X-App-Id", scheme_name="X-App-Id", auto_error=False))]
AppToken = Annotated[str | None, Depends(APIKeyHeader(name="X-App-Token", scheme_name="X-App-Token", auto_error=False))]

_Bearer = Annotated[
    HTTPAuthorizationCredentials | None, Depends(HTTPBearer(scheme_name="Access-Token", auto_error=False))
]


class Needs:
    """A dependency of a route: lets requests in whose key has this scope.

    Raises `ApiError` 401 for keys that are missing or wrong, without saying which, and for those that have ended; 429
    when the project has made as many requests as it may; 403 for a key without the scope.
    """

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    async def __call__(
        self, request: Request, state: State, app_id: AppId, app_token: AppToken, bearer: _Bearer
    ) -> None:
        """Find out who asks, and remember it for the route."""
        await self._let_in(request, state, _Shown(app_id, app_token, bearer))

    async def _let_in(self, request: Request, state: ApiState, shown: "_Shown") -> None:
        identity = await identify(request, state, shown.find)
        if identity.token is not None and not identity.token.includes(request.url.path):
            details = f"This access token is for {', '.join(identity.token.resources or ())} alone."
            raise forbidden(details)
        if self.scope not in identity.scopes:
            has = ", ".join(identity.scopes) or "none that its key has"
            details = f"This needs a key with the scope {self.scope}; this one has {has}."
            raise forbidden(details)
        request.state.identity = identity


class NeedsUnlessToken(Needs):
    """The same, where a `token` in the address stands for the keys."""

    async def __call__(
        self, request: Request, state: State, app_id: AppId, app_token: AppToken, bearer: _Bearer
    ) -> None:
        """Find out who asks, unless the address says what it is about."""
        token = request.query_params.get("token")
        if token:
            await self._let_in_by_token(request, state, token)
        else:
            await self._let_in(request, state, _Shown(app_id, app_token, bearer))

    async def _let_in_by_token(self, request: Request, state: ApiState, token: str) -> None:
        """The route looks whether the token is right: it has no caller."""


class NeedsUnlessLink(NeedsUnlessToken):
    """The same of the page about an import: whoever follows a link may read that page of the link's project."""

    async def _let_in_by_token(self, request: Request, state: ApiState, token: str) -> None:
        import_id = import_id_of(request.path_params["action_id"])
        key = await ask_intake(state.settings.home, lambda home: find_linked_project(home, token, import_id))
        if key is None:
            details = "This link has expired, or is not whole; whoever has the project's keys can open the page."
            raise unauthorized(details)
        await _take_one(request, state.rate_limit, key)
        request.state.identity = Identity(key, "", (self.scope,), None)


class _Shown(NamedTuple):
    """What a request shows: a key, or else an access token."""

    app_id: str | None
    app_token: str | None
    bearer: HTTPAuthorizationCredentials | None

    def find(self, home: Path) -> Identity | None:
        if self.bearer is not None and self.app_id is None and self.app_token is None:
            return find_token(home, self.bearer.credentials)
        return find_key(home, self.app_id or "", self.app_token or "")


READ, WRITE, IMPORT, ADMIN = (Depends(Needs(scope)) for scope in Scope)
READ_UNLESS_TOKEN = Depends(NeedsUnlessToken(Scope.READ))
READ_UNLESS_LINK = Depends(NeedsUnlessLink(Scope.READ))


async def identify(request: Request, state: ApiState, find: Callable[[Path], Identity | None]) -> Identity:
    """Whose key or token `find` finds in the home; it counts as one of the project's requests.

    Raises as `Needs` does, whatever the scopes.
    """
    try:
        identity = await ask_intake(state.settings.home, find)
    except EndedKeyError as error:
        raise unauthorized(error.public) from error
    if identity is None:
        details = "Check X-App-Id and X-App-Token, or the access token; whoever runs this service has keys made."
        raise unauthorized(details)
    state.last_use.note(identity.app_id)
    await _take_one(request, state.rate_limit, identity.key)
    return identity


async def _take_one(request: Request, rate_limit: RateLimit | None, key: ProjectKey) -> None:
    if rate_limit is None:
        return
    standing, now = await rate_limit.take(key), utc_now().timestamp()
    add_headers(request, standing.headers(now))
    if not standing.is_within:
        seconds = standing.seconds_left(now)
        details = f"A project may make {rate_limit.text}; ask again in {seconds} s."
        raise too_many_requests(details, retry_after=seconds)


async def identity_of(request: Request) -> Identity:
    """Who asks, once the route's `Needs` has let them in."""
    identity: Identity = request.state.identity
    return identity


async def project_of(request: Request) -> ProjectKey:
    """The caller's project."""
    return (await identity_of(request)).key


async def reader_of(request: Request) -> ProjectKey | None:
    """The caller's project; none where a token in the address stands for the keys."""
    return await project_of(request) if hasattr(request.state, "identity") else None


CallerIdentity = Annotated[Identity, Depends(identity_of)]
Caller = Annotated[ProjectKey, Depends(project_of)]
Reader = Annotated[ProjectKey | None, Depends(reader_of)]
