"""`/v1/orders`: orders read, and written one by one as they happen; a batch of history is `routes.imports`.

These are not history: an order that is created or updated here triggers all that contract §5 has in its right column.
"""

from fastapi import APIRouter, Request, Response

from flows.api.http.auth import READ, WRITE, Caller
from flows.api.http.database import Database
from flows.api.http.errors import documented
from flows.api.http.json_response import json_response, list_response
from flows.api.http.path_names import Name
from flows.api.http.query_params import Nothing, OrderPage
from flows.api.http.request_body import documented_body, json_object
from schemas.clock import naive_utc_now
from schemas.http import lists, requests, responses
from schemas.orders.frames import Kind
from schemas.reports.lineage import History
from tasks.lineage.public import public_history
from tasks.queries.orders import list_orders
from tasks.updates.by_name import create_order, get_entity, update_order

router = APIRouter(prefix="/v1/orders", tags=["orders"])
_BODY = documented_body(requests.ORDER)


@router.get("", summary="List orders", response_model=lists.Orders, responses=documented(400), dependencies=[READ])
async def list_all(database: Database, params: OrderPage) -> Response:
    """A page of orders."""
    found, total = await database.read(list_orders, params.as_page())
    return list_response(lists.Orders, orders=found, total=total)


@router.post(
    "",
    summary="Create order",
    response_model=responses.Order,
    responses=documented(400, 413),
    openapi_extra=_BODY,
    dependencies=[WRITE],
)
async def create(request: Request, caller: Caller, database: Database) -> Response:
    """Create an order, or update the one with the same id or source_id."""
    fields = await json_object(request, "order")
    return json_response(await database.write(create_order, caller, fields, naive_utc_now()))


@router.get(
    "/{name}/history", summary="Get the history of an order", responses=documented(400, 404), dependencies=[READ]
)
async def get_history(database: Database, name: Name, _params: Nothing) -> History:
    """Every version of an order: who wrote it, from which file and row, when, and what it changed."""
    return await database.read(public_history, Kind.ORDER, name)


@router.get(
    "/{name}", summary="Get order", response_model=responses.Order, responses=documented(400, 404), dependencies=[READ]
)
async def get(database: Database, name: Name, _params: Nothing) -> Response:
    """One order."""
    return json_response(await database.read(get_entity, Kind.ORDER, name))


@router.put(
    "/{name}",
    summary="Update order",
    response_model=responses.Order,
    responses=documented(400, 404, 413),
    openapi_extra=_BODY,
    dependencies=[WRITE],
)
async def update(request: Request, caller: Caller, database: Database, name: Name) -> Response:
    """Update an order: fields given overwrite, the others stay."""
    fields = await json_object(request, "order")
    return json_response(await database.write(update_order, caller, name, fields, naive_utc_now()))
