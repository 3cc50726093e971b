"""`/v1/oauth`: a key gets an access token in exchange (OAuth 2.0 client credentials), asks about it, and ends it.

The key is shown as headers (X-App-Id, X-App-Token), as the public client does, or by one of the two ways of RFC 6749:
Basic authorization, or `client_id` and `client_secret` in the form.
"""

import asyncio
import base64
import binascii
from collections.abc import Mapping
from typing import Annotated, NamedTuple
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request, Response

from flows.api.http.auth import AppId, AppToken, identify
from flows.api.http.errors import ApiError, documented, invalid_payload
from flows.api.http.request_body import small_body
from flows.api.state import State
from schemas.clock import utc_now
from schemas.http.oauth import InspectedToken, IssuedToken, form
from tasks.intake.keys.access_tokens import inspect_token, issue_token, revoke_token
from tasks.intake.keys.identity import Identity, find_key

router = APIRouter(prefix="/v1/oauth", tags=["keys"])
_ERRORS = documented(400, 413)
_FORM = "application/x-www-form-urlencoded"
_GRANT = "client_credentials"
_TOKEN = form("access_token", access_token={"type": "string"})


class Client(NamedTuple):
    """Who asks, and the form that came along."""

    identity: Identity
    form: Mapping[str, str]


async def client_of(request: Request, state: State, app_id: AppId, app_token: AppToken) -> Client:
    """Whose key it is; raises as `identify` does, and `ApiError` 400 for what is no form."""
    fields = await _form_of(request)
    if app_id is None and app_token is None:
        app_id, app_token = _basic(request) or (fields.get("client_id"), fields.get("client_secret"))
    identity = await identify(request, state, lambda home: find_key(home, app_id or "", app_token or ""))
    return Client(identity, fields)


_Client = Annotated[Client, Depends(client_of)]


@router.post(
    "/token",
    summary="Generate access token",
    responses=_ERRORS,
    openapi_extra=form("grant_type", grant_type={"const": _GRANT}, scope={"type": "string"}),
)
async def generate(state: State, response: Response, client: _Client) -> IssuedToken:
    """A token for 15 minutes that may do what the key may, or what `scope` says: `api`, `read`, `write`, `import`,
    `admin`, or names of resources such as `orders`, with blanks between them.
    """
    if client.form.get("grant_type") != _GRANT:
        raise _other_grant()
    asked = (state.settings.home, client.identity, client.form.get("scope"))
    token, made = await asyncio.to_thread(issue_token, *asked)
    response.headers["Cache-Control"] = "no-store"
    left = int((made.expires_at - utc_now()).total_seconds())
    ends = int(made.expires_at.timestamp())
    return IssuedToken(
        access_token=token, client_id=made.app_id, scope=made.scope, expires_in=max(left, 0), expires_at=ends
    )


@router.post(
    "/introspect",
    summary="Introspect access token",
    responses=_ERRORS,
    response_model_exclude_none=True,
    openapi_extra=_TOKEN,
)
async def introspect(state: State, client: _Client) -> InspectedToken:
    """Whether a token of this project opens anything, and what."""
    token = _token_in(client.form)
    found = await asyncio.to_thread(inspect_token, state.settings.home, client.identity.key, token)
    if found is None:
        return InspectedToken(active=False)
    return InspectedToken(
        active=True,
        access_token=token,
        token_type="Bearer",
        client_id=found.app_id,
        scope=found.scope,
        expires_in=int((found.expires_at - utc_now()).total_seconds()),
        expires_at=int(found.expires_at.timestamp()),
    )


@router.post("/token/revoke", summary="Revoke access token", status_code=204, responses=_ERRORS, openapi_extra=_TOKEN)
async def revoke(state: State, client: _Client) -> None:
    """Refuse a token of this project from now on."""
    token = _token_in(client.form)
    await asyncio.to_thread(revoke_token, state.settings.home, client.identity.key, token)


def _other_grant() -> ApiError:
    return ApiError("unsupported_grant_type", f"grant_type has to be {_GRANT}.")


def _token_in(fields: Mapping[str, str]) -> str:
    token = fields.get("access_token") or fields.get("token")  # RFC 7009 and RFC 7662 call it token
    if not token:
        details = "The form has no access_token."
        raise invalid_payload(details)
    return token


async def _form_of(request: Request) -> dict[str, str]:
    if not request.headers.get("Content-Type", "").lower().startswith(_FORM):
        details = f"Send a form as {_FORM}."
        raise invalid_payload(details)
    try:
        text = (await small_body(request)).decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text), max_num_fields=20, errors="strict")
    except ValueError:
        details = "The body is no form."
        raise invalid_payload(details) from None
    fields = dict(pairs)
    if len(fields) < len(pairs):
        details = "A field of the form is there twice."
        raise invalid_payload(details)
    return fields


def _basic(request: Request) -> tuple[str, str] | None:
    """What Basic authorization says, if there is any that can be read."""
    kind, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return name, secret
