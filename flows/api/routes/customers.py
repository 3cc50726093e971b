"""`/v1/customers`: customers read, written and deleted one by one, the segments they are in, what happened to them."""

from fastapi import APIRouter, Request, Response

from flows.api.http.auth import READ, WRITE, Caller
from flows.api.http.database import Database
from flows.api.http.errors import documented
from flows.api.http.json_response import json_response, list_response
from flows.api.http.path_names import Name
from flows.api.http.query_params import Activity, CustomerPage, Nothing
from flows.api.http.request_body import documented_body, json_object
from schemas.clock import naive_utc_now
from schemas.http import lists, requests, responses
from schemas.orders.frames import Kind
from schemas.reports.lineage import History
from tasks.lineage.public import public_history
from tasks.queries.customers import list_customers
from tasks.updates.by_name import create_entity, delete_entity, get_entity, update_entity
from tasks.updates.parts import customer_activity, customer_segments

router = APIRouter(prefix="/v1/customers", tags=["customers"])
_BODY = documented_body(requests.CUSTOMER)


@router.get(
    "", summary="List customers", response_model=lists.Customers, responses=documented(400), dependencies=[READ]
)
async def list_all(database: Database, params: CustomerPage) -> Response:
    """A page of customers; of those with exactly this email, name and city, in that segment, of that time."""
    found, total = await database.read(list_customers, params.as_page(), params.filters())
    has_more = params.page * params.limit < total
    return list_response(lists.Customers, customers=found, total=total, has_more=has_more)


@router.post(
    "",
    summary="Create customer",
    response_model=responses.Customer,
    responses=documented(400, 413),
    openapi_extra=_BODY,
    dependencies=[WRITE],
)
async def create(request: Request, caller: Caller, database: Database) -> Response:
    """Create a customer, or update the one with the same id or source_id."""
    fields = await json_object(request, "customer")
    return json_response(await database.write(create_entity, Kind.CUSTOMER, caller, fields, naive_utc_now()))


@router.get("/{name}/segments", summary="List customer segments", responses=documented(400, 404), dependencies=[READ])
async def list_segments(database: Database, name: Name, _params: Nothing) -> lists.CustomerSegments:
    """The segments a customer is in."""
    found = await database.read(customer_segments, name)
    return lists.CustomerSegments.model_validate({"data": found, "total": len(found)})


@router.get("/{name}/activity", summary="List activity", responses=documented(400, 404), dependencies=[READ])
async def list_activity(database: Database, name: Name, params: Activity) -> lists.CustomerActivity:
    """What happened to a customer, the newest first unless asked otherwise."""
    asked = (params.limit, params.order, params.starting_after_id, params.filters())
    found, has_more = await database.read(customer_activity, name, *asked)
    return lists.CustomerActivity.of(found, has_more=has_more)


@router.get(
    "/{name}/history", summary="Get the history of a customer", responses=documented(400, 404), dependencies=[READ]
)
async def get_history(database: Database, name: Name, _params: Nothing) -> History:
    """Every version of a customer: who wrote it, from which file and row, when, and what it changed; and the orders
    that the summary counts.
    """
    return await database.read(public_history, Kind.CUSTOMER, name)


@router.get(
    "/{name}",
    summary="Get customer",
    response_model=responses.Customer,
    responses=documented(400, 404),
    dependencies=[READ],
)
async def get(database: Database, name: Name, _params: Nothing) -> Response:
    """One customer, with the summary of their orders."""
    return json_response(await database.read(get_entity, Kind.CUSTOMER, name))


@router.put(
    "/{name}",
    summary="Update customer",
    response_model=responses.Customer,
    responses=documented(400, 404, 413),
    openapi_extra=_BODY,
    dependencies=[WRITE],
)
async def update(request: Request, caller: Caller, database: Database, name: Name) -> Response:
    """Update a customer: fields given overwrite, the others stay, metadata is merged by key."""
    fields = await json_object(request, "customer")
    return json_response(await database.write(update_entity, Kind.CUSTOMER, caller, name, fields, naive_utc_now()))


@router.delete(
    "/{name}", summary="Remove customer", status_code=204, responses=documented(400, 404), dependencies=[WRITE]
)
async def remove(database: Database, name: Name) -> None:
    """Delete a customer; the orders stay, and are the customer's again if the same source_id comes back."""
    await database.write(delete_entity, Kind.CUSTOMER, name, naive_utc_now())
