"""`/v1/skus` and `/v1/products/{name}/skus`: SKUs read, written and deleted one by one."""

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
from tasks.updates.by_name import get_entity
from tasks.updates.parts import product_skus
from tasks.updates.product_skus import create_product_sku, delete_product_sku, update_product_sku

router = APIRouter(prefix="/v1", tags=["products"])
_BODY = documented_body(requests.SKU)


@router.get(
    "/skus/{name}", summary="Get SKU", response_model=responses.Sku, responses=documented(400, 404), dependencies=[READ]
)
async def get(database: Database, name: Name, _params: Nothing) -> Response:
    """One SKU."""
    return json_response(await database.read(get_entity, Kind.SKU, name))


@router.get(
    "/skus/{name}/history", summary="Get the history of an SKU", responses=documented(400, 404), dependencies=[READ]
)
async def get_history(database: Database, name: Name, _params: Nothing) -> History:
    """Every version of an SKU: who wrote it, from which file and row, when, and what it changed."""
    return await database.read(public_history, Kind.SKU, name)


@router.get(
    "/products/{name}/skus",
    summary="List SKUs",
    response_model=lists.Skus,
    responses=documented(400, 404),
    dependencies=[READ],
)
async def list_of_product(database: Database, name: Name, params: DatedPage) -> Response:
    """A page of a product's SKUs."""
    found, total = await database.read(product_skus, name, params.as_page(), params.filters())
    return list_response(lists.Skus, skus=found, total=total)


@router.post(
    "/products/{name}/skus",
    summary="Create SKU",
    response_model=responses.Sku,
    responses=documented(400, 404, 413),
    openapi_extra=_BODY,
    dependencies=[WRITE],
)
async def create(request: Request, caller: Caller, database: Database, name: Name) -> Response:
    """Create an SKU of a product, or update its SKU with the same id or source_id."""
    fields = await json_object(request, "SKU")
    return json_response(await database.write(create_product_sku, caller, name, fields, naive_utc_now()))


@router.put(
    "/products/{name}/skus/{sku_name}",
    summary="Update SKU",
    response_model=responses.Sku,
    responses=documented(400, 404, 413),
    openapi_extra=_BODY,
    dependencies=[WRITE],
)
async def update(request: Request, caller: Caller, database: Database, name: Name, sku_name: Name) -> Response:
    """Update an SKU of a product: fields given overwrite, the others stay, metadata is merged by key."""
    fields = await json_object(request, "SKU")
    return json_response(await database.write(update_product_sku, caller, name, sku_name, fields, naive_utc_now()))


@router.delete(
    "/products/{name}/skus/{sku_name}",
    summary="Remove SKU",
    status_code=204,
    responses=documented(400, 404),
    dependencies=[WRITE],
)
async def remove(database: Database, name: Name, sku_name: Name) -> None:
    """Delete an SKU; orders go on naming it."""
    await database.write(delete_product_sku, name, sku_name, naive_utc_now())
