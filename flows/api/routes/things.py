"""Customers, products and SKUs, written and deleted one by one, by the import's own rules
(`tasks.updates.one_entity`).
"""

from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter, Request, Response

from flows.api.http.auth import Caller
from flows.api.http.database import writing
from flows.api.http.errors import documented, invalid_payload, not_found
from flows.api.http.json_response import answer
from flows.api.http.path_names import Name
from flows.api.http.request_body import documented_body, json_object, named_by_path, text_in
from schemas.clock import naive_utc_now
from schemas.http import requests
from schemas.http import responses as http
from schemas.ids import ProjectKey
from schemas.orders.frames import Kind
from tasks.queries import entities
from tasks.updates.one_entity import Thing, delete_customer, delete_product, delete_sku, upsert_thing
from tasks.warehouse.statements import Connection

router = APIRouter(prefix="/v1")

_FIND: dict[Kind, Callable[[Connection, str], entities.Row | None]] = {
    Kind.CUSTOMER: entities.find_customer,
    Kind.PRODUCT: entities.find_product,
    Kind.SKU: entities.find_sku,
}
_POSTED = {"responses": documented(400, 413)}
_PUT = {"responses": documented(400, 404, 413)}
_CUSTOMER, _PRODUCT, _SKU = (
    {"openapi_extra": documented_body(schema)} for schema in (requests.CUSTOMER, requests.PRODUCT, requests.SKU)
)
_DELETED = {"responses": documented(400, 404), "status_code": 204}


@router.post("/customers", response_model=http.Customer, tags=["customers"], **_POSTED, **_CUSTOMER)
async def create_customer(request: Request, caller: Caller) -> Response:
    """Create a customer, or update the one with the same id or source_id."""
    body = await json_object(request, "customer")
    return answer(await writing(request, caller, _upsert, Kind.CUSTOMER, caller, body))


@router.put("/customers/{name}", response_model=http.Customer, tags=["customers"], **_PUT, **_CUSTOMER)
async def update_customer(request: Request, caller: Caller, name: Name) -> Response:
    """Update a customer: fields given overwrite, the others stay, metadata is merged by key."""
    body = await json_object(request, "customer")
    return answer(await writing(request, caller, _update, Kind.CUSTOMER, caller, name, body))


@router.delete("/customers/{name}", tags=["customers"], **_DELETED)
async def remove_customer(request: Request, caller: Caller, name: Name) -> Response:
    """Delete a customer; the orders stay, and are the customer's again if the same source_id comes back."""
    await writing(request, caller, _delete, Kind.CUSTOMER, name, delete_customer)
    return Response(status_code=204)


@router.post("/products", response_model=http.Product, tags=["products"], **_POSTED, **_PRODUCT)
async def create_product(request: Request, caller: Caller) -> Response:
    """Create a product, or update the one with the same id or source_id."""
    body = await json_object(request, "product")
    return answer(await writing(request, caller, _upsert, Kind.PRODUCT, caller, body))


@router.put("/products/{name}", response_model=http.Product, tags=["products"], **_PUT, **_PRODUCT)
async def update_product(request: Request, caller: Caller, name: Name) -> Response:
    """Update a product: fields given overwrite, the others stay, metadata is merged by key."""
    body = await json_object(request, "product")
    return answer(await writing(request, caller, _update, Kind.PRODUCT, caller, name, body))


@router.delete("/products/{name}", tags=["products"], **_DELETED)
async def remove_product(request: Request, caller: Caller, name: Name) -> Response:
    """Delete a product with its SKUs; orders go on naming them."""
    await writing(request, caller, _delete, Kind.PRODUCT, name, delete_product)
    return Response(status_code=204)


@router.post("/products/{name}/skus", response_model=http.Sku, tags=["products"], **_PUT, **_SKU)
async def create_sku(request: Request, caller: Caller, name: Name) -> Response:
    """Create an SKU of a product, or update its SKU with the same id or source_id."""
    body = await json_object(request, "SKU")
    return answer(await writing(request, caller, _upsert_sku, caller, name, body))


@router.put("/products/{name}/skus/{sku_name}", response_model=http.Sku, tags=["products"], **_PUT, **_SKU)
async def update_sku(request: Request, caller: Caller, name: Name, sku_name: Name) -> Response:
    """Update an SKU of a product: fields given overwrite, the others stay, metadata is merged by key."""
    body = await json_object(request, "SKU")
    return answer(await writing(request, caller, _update_sku, caller, name, sku_name, body))


@router.delete("/products/{name}/skus/{sku_name}", tags=["products"], **_DELETED)
async def remove_sku(request: Request, caller: Caller, name: Name, sku_name: Name) -> Response:
    """Delete an SKU; orders go on naming it."""
    await writing(request, caller, _delete_sku, name, sku_name)
    return Response(status_code=204)


def _stored(con: Connection, kind: Kind, name: str) -> entities.Row:
    found = _FIND[kind](con, name)
    if found is None:
        sought = f"{kind.noun} with id or source_id {name!r}"
        raise not_found(sought)
    return found


def _stored_sku(con: Connection, product_name: str, name: str) -> entities.Row:
    """The SKU, if it is that product's."""
    product, sku = _stored(con, Kind.PRODUCT, product_name), _stored(con, Kind.SKU, name)
    if sku["product_id"] != product["id"]:
        sought = f"SKU with id or source_id {name!r} of the product {product_name!r}"
        raise not_found(sought)
    return sku


def _upsert(con: Connection, kind: Kind, key: ProjectKey, body: Thing, product_id: str | None = None) -> entities.Row:
    return _stored(con, kind, upsert_thing(con, kind, body, key, naive_utc_now(), product_id))


def _update(con: Connection, kind: Kind, key: ProjectKey, name: str, body: Thing) -> entities.Row:
    return _upsert(con, kind, key, named_by_path(body, _stored(con, kind, name)["id"], kind.noun))


def _delete(con: Connection, kind: Kind, name: str, delete: Callable[[Connection, str, datetime], None]) -> None:
    delete(con, _stored(con, kind, name)["id"], naive_utc_now())


def _upsert_sku(con: Connection, key: ProjectKey, product_name: str, body: Thing) -> entities.Row:
    product_id = _stored(con, Kind.PRODUCT, product_name)["id"]
    for field in ("id", "source_id"):
        named = text_in(body, field)
        known = None if named is None else entities.find_sku(con, named)
        if known is not None and known["product_id"] not in (None, product_id):
            details = f"$.{field} {named!r} is that of an SKU of another product, {known['product_id']}."
            raise invalid_payload(details)
    return _upsert(con, Kind.SKU, key, body, product_id)


def _update_sku(con: Connection, key: ProjectKey, product_name: str, name: str, body: Thing) -> entities.Row:
    sku = _stored_sku(con, product_name, name)
    return _upsert(con, Kind.SKU, key, named_by_path(body, sku["id"], "SKU"), sku["product_id"])


def _delete_sku(con: Connection, product_name: str, name: str) -> None:
    delete_sku(con, _stored_sku(con, product_name, name)["id"], naive_utc_now())
