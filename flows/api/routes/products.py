"""`/v1/products`: products read, written and deleted one by one; their SKUs are `routes.skus`."""

from fastapi import APIRouter, Request, Response

from flows.api.http.auth import READ, WRITE, Caller
from flows.api.http.database import Database
from flows.api.http.errors import documented
from flows.api.http.json_response import json_response, list_response
from flows.api.http.path_names import Name
from flows.api.http.query_params import DatedPage, Nothing
from flows.api.http.request_body import documented_body, json_object
from schemas.clock import naive_utc_now
from schemas.http import lists, requests, responses
from schemas.orders.frames import Kind
from schemas.reports.lineage import History
from tasks.lineage.public import public_history
from tasks.queries.products import list_products
from tasks.updates.by_name import create_entity, delete_entity, get_entity, update_entity

router = APIRouter(prefix="/v1/products", tags=["products"])
_BODY = documented_body(requests.PRODUCT)


@router.get("", summary="List products", response_model=lists.Products, responses=documented(400), dependencies=[READ])
async def list_all(database: Database, params: DatedPage) -> Response:
    """A page of products."""
    found, total = await database.read(list_products, params.as_page(), params.filters())
    return list_response(lists.Products, products=found, total=total)


@router.post(
    "",
    summary="Create product",
    response_model=responses.Product,
    responses=documented(400, 413),
    openapi_extra=_BODY,
    dependencies=[WRITE],
)
async def create(request: Request, caller: Caller, database: Database) -> Response:
    """Create a product, or update the one with the same id or source_id."""
    fields = await json_object(request, "product")
    return json_response(await database.write(create_entity, Kind.PRODUCT, caller, fields, naive_utc_now()))


@router.get(
    "/{name}/history", summary="Get the history of a product", responses=documented(400, 404), dependencies=[READ]
)
async def get_history(database: Database, name: Name, _params: Nothing) -> History:
    """Every version of a product: who wrote it, from which file and row, when, and what it changed."""
    return await database.read(public_history, Kind.PRODUCT, name)


@router.get(
    "/{name}",
    summary="Get product",
    response_model=responses.Product,
    responses=documented(400, 404),
    dependencies=[READ],
)
async def get(database: Database, name: Name, _params: Nothing) -> Response:
    """One product."""
    return json_response(await database.read(get_entity, Kind.PRODUCT, name))


@router.put(
    "/{name}",
    summary="Update product",
    response_model=responses.Product,
    responses=documented(400, 404, 413),
    openapi_extra=_BODY,
    dependencies=[WRITE],
)
async def update(request: Request, caller: Caller, database: Database, name: Name) -> Response:
    """Update a product: fields given overwrite, the others stay, metadata is merged by key."""
    fields = await json_object(request, "product")
    return json_response(await database.write(update_entity, Kind.PRODUCT, caller, name, fields, naive_utc_now()))


@router.delete(
    "/{name}", summary="Remove product", status_code=204, responses=documented(400, 404), dependencies=[WRITE]
)
async def remove(database: Database, name: Name) -> None:
    """Delete a product with its SKUs; orders go on naming them."""
    await database.write(delete_entity, Kind.PRODUCT, name, naive_utc_now())
