"""`/v1/async-actions/{id}/effects`: what an import or another action has caused, and what of it is held."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from fastapi import APIRouter

from flows.api.http.auth import READ, WRITE
from flows.api.http.database import Database
from flows.api.http.errors import documented
from flows.api.http.path_names import Name
from flows.api.http.query_params import Nothing
from schemas.clock import naive_utc_now
from schemas.effects.effects import ImportEffects
from schemas.errors import NotFoundError, UsageError
from schemas.ids import parse_import_id
from tasks.effects.import_effects import drop_effects, effects_of, release_effects
from tasks.imports.history import find_row
from tasks.segments.refresh import finish_earlier
from tasks.warehouse.statements import Connection

router = APIRouter(prefix="/v1/async-actions/{action_id}/effects", tags=["rules"])
_ERRORS = documented(400, 404)


@router.get("", summary="Get effects", responses=_ERRORS, dependencies=[READ])
async def get(database: Database, action_id: Name, _params: Nothing) -> dict[str, Any]:
    """What an action has caused so far, rule by rule."""
    return _shown(await database.read(_effects, action_id))


@router.post("/release", summary="Release effects", responses=_ERRORS, dependencies=[WRITE])
async def release(database: Database, action_id: Name) -> dict[str, Any]:
    """Let the held effects of an action go."""
    return _shown(await database.write(_end_hold, action_id, release_effects, naive_utc_now()))


@router.post("/drop", summary="Drop effects", responses=_ERRORS, dependencies=[WRITE])
async def drop(database: Database, action_id: Name) -> dict[str, Any]:
    """Forget the held effects of an action for good."""
    return _shown(await database.write(_end_hold, action_id, drop_effects, naive_utc_now()))


def _effects(con: Connection, action_id: str) -> ImportEffects:
    return effects_of(con, _begun(con, action_id))


def _end_hold(
    con: Connection, action_id: str, end: Callable[[Connection, str, datetime], ImportEffects], now: datetime
) -> ImportEffects:
    import_id = _begun(con, action_id)
    finish_earlier(con)  # what is to be held of it may not be there yet
    return end(con, import_id, now)


def _begun(con: Connection, action_id: str) -> str:
    """The import that has begun in this project under this id. Raises `NotFoundError` if none has."""
    message = f"Cannot find async action with id {action_id} that has begun."
    try:
        import_id = parse_import_id(action_id)
    except UsageError:
        raise NotFoundError(message) from None
    if find_row(con, import_id) is None:
        raise NotFoundError(message)
    return import_id


def _shown(effects: ImportEffects) -> dict[str, Any]:
    """Without the words for the operator, which name commands."""
    return effects.model_copy(update={"message": None}).as_json()
