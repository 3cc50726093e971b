"""`/v1/deliveries`: what rules have to send, listed, sent and tried again, as by `orders deliveries` in a shell."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from flows.api.http.auth import ADMIN, READ
from flows.api.http.database import Database
from flows.api.http.errors import documented
from flows.api.http.path_names import Name
from flows.api.http.query_params import NoParams, Nothing
from flows.api.state import State
from schemas.clock import naive_utc_now
from schemas.effects.choices import DeliveryStatus
from schemas.effects.delivery import Delivery, DeliveryRun
from tasks.deliveries.deliver import deliver
from tasks.deliveries.outbox import list_deliveries, retry_deliveries

router = APIRouter(prefix="/v1/deliveries", tags=["project"])
_ERRORS = documented(400)


class DeliveryParams(NoParams):
    """Which deliveries."""

    status: DeliveryStatus | None = Field(None, description="Only these.")
    limit: int = Field(50, ge=1, le=1000, description="At most so many.")


class Deliveries(BaseModel):
    """The newest first; times are UTC."""

    object: Literal["list"] = "list"
    data_ref: Literal["data"] = "data"
    data: list[Delivery]


class Retried(BaseModel):
    """What will be tried again."""

    ids: list[str]


@router.get("", summary="List deliveries", responses=_ERRORS, dependencies=[READ])
async def list_all(database: Database, params: Annotated[DeliveryParams, Query()]) -> Deliveries:
    """What was sent, is to be sent, or was given up; the newest first."""
    return Deliveries(data=await database.read(list_deliveries, params.status, params.limit))


@router.post("/retry", summary="Try all deliveries again", responses=_ERRORS, dependencies=[ADMIN])
async def retry_all(database: Database, _params: Nothing) -> Retried:
    """Give all deliveries that were given up their tries again."""
    return Retried(ids=await database.write(retry_deliveries, None, naive_utc_now()))


@router.post("/send", summary="Send deliveries", responses=_ERRORS, dependencies=[ADMIN])
async def send(state: State, database: Database, _params: Nothing) -> DeliveryRun:
    """Deliver all that is due, now; the answer comes when each has been tried once."""
    return await deliver(state.settings.home, database.key, in_database=database.write)


@router.post("/{delivery_id}/retry", summary="Try a delivery again", responses=_ERRORS, dependencies=[ADMIN])
async def retry(database: Database, delivery_id: Name, _params: Nothing) -> Retried:
    """Give one that was given up its tries again."""
    return Retried(ids=await database.write(retry_deliveries, delivery_id, naive_utc_now()))
