"""`GET /v1/orders`, `/v1/customers`, `/v1/products`, `/v1/skus` and `/v1/segments`: what is stored."""

from typing import Annotated, Any, Literal, TypeVar

from fastapi import APIRouter, Query, Request, Response

from flows.api.http.auth import Caller
from flows.api.http.database import reading
from flows.api.http.errors import documented, invalid_query_params, not_found
from flows.api.http.filters import WantedActivity, WantedCustomers, WantedDates
from flows.api.http.json_response import answer, listed
from flows.api.http.path_names import Name
from flows.api.http.unknown_params import KNOWN_ONLY
from schemas.http import responses as http
from tasks.queries import entities
from tasks.queries.filters import Wanted

router = APIRouter(prefix="/v1", responses=documented(400), dependencies=KNOWN_ONLY)
T = TypeVar("T")

_Limit = Annotated[int, Query(ge=1, le=100)]
_PageNumber = Annotated[int, Query(ge=1, le=1_000_000)]
_Order = Literal["created_at", "-created_at", "updated_at", "-updated_at"]
_DESCENDING = Query(description="- is descending.")
_Ordering = Annotated[_Order, _DESCENDING]
_ByCreation = Annotated[Literal["created_at", "-created_at"], _DESCENDING]
_FOUND = documented(400, 404)


@router.get("/orders", response_model=http.Orders, tags=["orders"])
async def list_orders(
    request: Request, caller: Caller, limit: _Limit = 10, page: _PageNumber = 1, order: _Ordering = "-created_at"
) -> Response:
    """A page of orders."""
    found, total = await reading(request, caller, entities.list_orders, entities.Page(limit, page, order))
    return listed(http.Orders, orders=found, total=total)


@router.get("/orders/{name}", response_model=http.Order, tags=["orders"], responses=_FOUND)
async def get_order(request: Request, caller: Caller, name: Name) -> Response:
    """One order."""
    return answer(_there(await reading(request, caller, entities.find_order, name), "order", name))


@router.get("/customers", response_model=http.Customers, tags=["customers"])
async def list_customers(
    request: Request,
    caller: Caller,
    limit: _Limit = 10,
    page: _PageNumber = 1,
    order: Annotated[_Order | Literal["source_id", "-source_id"], _DESCENDING] = "-created_at",
    *,
    wanted: WantedCustomers,
) -> Response:
    """A page of customers; of those with exactly this email, name and city, in that segment, of that time."""
    found, total = await reading(request, caller, entities.list_customers, entities.Page(limit, page, order), wanted)
    return listed(http.Customers, customers=found, total=total, has_more=page * limit < total)


@router.get("/customers/{name}/segments", tags=["customers"], responses=_FOUND)
async def list_customer_segments(request: Request, caller: Caller, name: Name) -> http.CustomerSegments:
    """The segments a customer is in."""
    found = await reading(request, caller, _segments_of, name)
    return http.CustomerSegments(data=found, total=len(found))


@router.get("/customers/{name}/activity", tags=["customers"], responses=_FOUND)
async def list_activity(
    request: Request,
    caller: Caller,
    name: Name,
    limit: _Limit = 10,
    order: _ByCreation = "-created_at",
    starting_after_id: Annotated[str | None, Query(description="The last id of the page before.")] = None,
    *,
    wanted: WantedActivity,
) -> http.CustomerActivity:
    """What happened to a customer, the newest first unless asked otherwise."""
    part = (limit, order, starting_after_id, wanted)
    found, has_more = await reading(request, caller, _activity, name, *part)
    more_after = found[-1]["id"] if has_more else None
    return http.CustomerActivity(data=found, has_more=has_more, more_starting_after=more_after)


@router.get("/customers/{name}", response_model=http.Customer, tags=["customers"], responses=_FOUND)
async def get_customer(request: Request, caller: Caller, name: Name) -> Response:
    """One customer, with the summary of their orders."""
    found = await reading(request, caller, entities.find_customer, name)
    return answer(_there(found, "customer", name))


@router.get("/products", response_model=http.Products, tags=["products"])
async def list_products(
    request: Request,
    caller: Caller,
    limit: _Limit = 10,
    page: _PageNumber = 1,
    order: _Ordering = "-created_at",
    *,
    wanted: WantedDates,
) -> Response:
    """A page of products."""
    found, total = await reading(request, caller, entities.list_products, entities.Page(limit, page, order), wanted)
    return listed(http.Products, products=found, total=total)


@router.get("/products/{name}/skus", response_model=http.Skus, tags=["products"], responses=_FOUND)
async def list_skus(
    request: Request,
    caller: Caller,
    name: Name,
    limit: _Limit = 10,
    page: _PageNumber = 1,
    order: _Ordering = "-created_at",
    *,
    wanted: WantedDates,
) -> Response:
    """A page of a product's SKUs."""
    found, total = await reading(request, caller, _of_product, name, entities.Page(limit, page, order), wanted)
    return listed(http.Skus, skus=found, total=total)


@router.get("/products/{name}", response_model=http.Product, tags=["products"], responses=_FOUND)
async def get_product(request: Request, caller: Caller, name: Name) -> Response:
    """One product."""
    found = await reading(request, caller, entities.find_product, name)
    return answer(_there(found, "product", name))


@router.get("/segments", response_model=http.Segments, tags=["segments"])
async def list_segments(
    request: Request, caller: Caller, limit: _Limit = 10, page: _PageNumber = 1, order: _ByCreation = "-created_at"
) -> Response:
    """A page of segments."""
    found, total = await reading(request, caller, entities.list_segments, entities.Page(limit, page, order))
    return listed(http.Segments, data=found, total=total)


@router.get("/skus/{name}", response_model=http.Sku, tags=["products"], responses=_FOUND)
async def get_sku(request: Request, caller: Caller, name: Name) -> Response:
    """One SKU."""
    return answer(_there(await reading(request, caller, entities.find_sku, name), "SKU", name))


def _segments_of(con: Any, name: str) -> Any:
    return entities.segments_of(con, _there(entities.find_customer(con, name), "customer", name)["id"])


def _activity(con: Any, name: str, limit: int, order: str, after_id: str | None, wanted: Wanted) -> Any:
    customer_id = _there(entities.find_customer(con, name), "customer", name)["id"]
    if after_id is not None and not entities.has_event(con, customer_id, after_id):
        details = f"starting_after_id: {after_id!r} is not in the activity of {name!r}."
        raise invalid_query_params(details)
    return entities.activity_of(con, customer_id, limit, order, after_id, wanted)


def _of_product(con: Any, name: str, page: entities.Page, wanted: Wanted) -> Any:
    return entities.skus_of(con, _there(entities.find_product(con, name), "product", name)["id"], page, wanted)


def _there(found: T | None, what: str, name: str) -> T:
    if found is None:
        sought = f"{what} with id or source_id {name!r}"
        raise not_found(sought)
    return found
