"""`/v1/keys`: the keys of the caller's project made, listed and revoked, as `orders keys` does in a shell."""

import asyncio
from dataclasses import asdict

from fastapi import APIRouter, Request

from flows.api.http.auth import ADMIN, Caller, CallerIdentity
from flows.api.http.errors import documented, forbidden
from flows.api.http.path_names import Name
from flows.api.http.query_params import Nothing
from flows.api.http.request_body import body_as, documented_body
from flows.api.state import State
from schemas.http.keys import Key, Keys, MadeKey, NewKeyBody
from schemas.scopes import Scope
from tasks.intake.keys.identity import Identity
from tasks.intake.keys.keys import ApiKey, NewKey, create_key, list_keys, revoke_key, stamp

router = APIRouter(prefix="/v1/keys", tags=["keys"])


@router.get("", summary="List keys", responses=documented(400), dependencies=[ADMIN])
async def list_all(state: State, caller: Caller, _params: Nothing) -> Keys:
    """All keys of the project, without their secrets; those that are revoked, too."""
    found = await asyncio.to_thread(list_keys, state.settings.home, caller)
    return Keys(data=[_shown(each) for each in found], total=len(found))


@router.post(
    "",
    summary="Create key",
    responses=documented(400, 413),
    openapi_extra=documented_body(NewKeyBody.model_json_schema()),
    dependencies=[ADMIN],
)
async def create(request: Request, state: State, identity: CallerIdentity) -> MadeKey:
    """Make a key with some of the caller's scopes; its secret is in this answer and nowhere else."""
    body = await body_as(request, NewKeyBody)
    new = NewKey(body.name, body.scopes, body.expires_at)
    _require_no_more(identity, new)
    made, secret = await asyncio.to_thread(create_key, state.settings.home, identity.key, new)
    return MadeKey(**_shown(made).model_dump(), app_token=secret)


@router.delete("/{key_id}", summary="Revoke key", responses=documented(400, 404), dependencies=[ADMIN])
async def revoke(state: State, caller: Caller, key_id: Name) -> Key:
    """Refuse a key, by its id or its name, from now on."""
    return _shown(await asyncio.to_thread(revoke_key, state.settings.home, caller, key_id))


def _require_no_more(identity: Identity, new: NewKey) -> None:
    """Raise `ApiError` 403 for a key that could do more, or longer, than the one that makes it."""
    if identity.token is not None:
        details = "A key is made by a key, not by an access token, which it would outlast."
        raise forbidden(details)
    missing = [scope for scope in Scope if scope in new.scopes and scope not in identity.scopes]
    if missing:
        details = f"A key cannot give scopes that it does not have; this one lacks {', '.join(missing)}."
        raise forbidden(details)
    if identity.expires_at is not None and (new.ends_at is None or new.ends_at > identity.expires_at):
        details = f"A key cannot make one that lasts longer; this one expires at {stamp(identity.expires_at)}."
        raise forbidden(details)


def _shown(key: ApiKey) -> Key:
    return Key.model_validate(asdict(key))
