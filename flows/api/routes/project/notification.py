"""`/v1/notification`: who is notified when an import or backfill ends, as `orders notify` has it in a shell."""

import asyncio

from fastapi import APIRouter, Request
from pydantic import ValidationError

from flows.api.http.auth import ADMIN, Caller
from flows.api.http.errors import documented, invalid_payload, not_found
from flows.api.http.query_params import Nothing
from flows.api.http.request_body import body_as, documented_body, first_fault
from flows.api.state import State
from flows.notifications.ended import example, send
from flows.notifications.of_import import by_block
from schemas.http.notifications import NewNotification, Sent, ShownNotification
from schemas.ids import ProjectKey
from schemas.notification import Notification
from tasks.intake.notifications import find_notification, remove_notification, store_notification
from tasks.rules.allowed_urls import require_allowed_url

router = APIRouter(prefix="/v1/notification", tags=["project"])


@router.get("", summary="Get notification", responses=documented(400), dependencies=[ADMIN])
async def get(state: State, caller: Caller, _params: Nothing) -> ShownNotification:
    """Who is notified, if anybody is."""
    found = await asyncio.to_thread(find_notification, state.settings.home, caller)
    return ShownNotification() if found is None else _shown(found)


@router.put(
    "",
    summary="Set notification",
    responses=documented(400, 413),
    openapi_extra=documented_body(NewNotification.model_json_schema()),
    dependencies=[ADMIN],
)
async def put(request: Request, state: State, caller: Caller) -> ShownNotification:
    """Choose who is notified from now on, in one of three ways."""
    new = await body_as(request, NewNotification)
    require_allowed_url(new.url, state.settings.allowed_rule_urls)
    try:
        chosen = Notification.model_validate(new.model_dump())
    except ValidationError as error:
        place, said = first_fault(error)
        details = f"{place or 'body'}: {said.removeprefix('Value error, ')}"
        raise invalid_payload(details) from None
    await asyncio.to_thread(store_notification, state.settings.home, caller, chosen)
    return _shown(chosen)


@router.delete("", summary="Remove notification", status_code=204, responses=documented(400), dependencies=[ADMIN])
async def remove(state: State, caller: Caller) -> None:
    """Notify nobody any more."""
    await asyncio.to_thread(remove_notification, state.settings.home, caller)


@router.post("/test", summary="Send a test notification", responses=documented(400, 404), dependencies=[ADMIN])
async def test(state: State, caller: Caller, _params: Nothing) -> Sent:
    """Send a message about an import that never was, now."""
    chosen = await asyncio.to_thread(find_notification, state.settings.home, caller)
    if chosen is None:
        raise _nobody(caller)
    problem = await asyncio.to_thread(send, chosen, example(caller), state.settings, by_block)
    return Sent(problem=problem)


def _nobody(key: ProjectKey) -> Exception:
    details = f"Nobody is notified of {key}."
    return not_found(details)


def _shown(chosen: Notification) -> ShownNotification:
    return ShownNotification(**chosen.model_dump())
