"""`/v1/customers/importCSV`, `/v1/products/importCSV`, `/v1/skus/importCSV`: files of customers, products or SKUs.

Each is an async action, taken in as `flows.api.routes.bulk_work.bulk` takes a body in; the file is read once to say
at once what is wrong with it as a whole.
"""

from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request

from flows.api.http.auth import IMPORT, Caller
from flows.api.http.errors import documented
from flows.api.http.path_names import Name
from flows.api.http.stored_body import stored_file
from flows.api.routes.bulk_work.bulk import LIMIT, BulkAccepted, accept_body
from flows.api.state import ApiState, State
from schemas.action_type import ActionType
from schemas.ids import ProjectKey
from tasks.bulk.request import BulkRequest
from tasks.bulk.rows import read_rows
from tasks.bulk.uploads import store_as_utf8
from tasks.intake.queue.queued_import import AskedAction

router = APIRouter(prefix="/v1")
_ERRORS = documented(400, 413, 507)
_FILE: dict[str, Any] = {
    "type": "object",
    "required": ["file"],
    "properties": {"file": {"type": "string", "format": "binary", "description": "CSV, in UTF-8 unless it says else."}},
}
_BODY = {"requestBody": {"content": {"multipart/form-data": {"schema": _FILE}}, "required": True}}


@router.post(
    "/customers/importCSV",
    tags=["customers"],
    summary="Import and update customers using CSV",
    status_code=202,
    responses=_ERRORS,
    openapi_extra=_BODY,
    dependencies=[IMPORT],
)
async def import_customers(request: Request, state: State, caller: Caller) -> BulkAccepted:
    """Columns Id, Source_id, Name, Email, Phone, Birthdate, Description, Address_Line_1, Address_Line_2,
    Address_Postal_Code, Address_City, Address_State, Address_Country; all others are metadata.
    """
    return await _taken(request, state, caller, ActionType.CUSTOMERS_IMPORT_CSV)


@router.post(
    "/products/importCSV",
    tags=["products"],
    summary="Import products using CSV",
    status_code=202,
    responses=_ERRORS,
    openapi_extra=_BODY,
    dependencies=[IMPORT],
)
async def import_products(request: Request, state: State, caller: Caller) -> BulkAccepted:
    """Columns name, source_id, price (in the smallest unit), attributes (names with commas between them), image_url;
    all others are metadata.
    """
    return await _taken(request, state, caller, ActionType.PRODUCTS_IMPORT_CSV)


@router.post(
    "/skus/importCSV",
    tags=["products"],
    summary="Import SKUs using CSV",
    status_code=202,
    responses=_ERRORS,
    openapi_extra=_BODY,
    dependencies=[IMPORT],
)
async def import_skus(request: Request, state: State, caller: Caller) -> BulkAccepted:
    """Columns product_id (or the product's source_id), source_id, sku, price, currency, image_url, attributes (a JSON
    object); all others are metadata.
    """
    return await _taken(request, state, caller, ActionType.SKUS_IMPORT_CSV)


@router.post(
    "/products/{name}/skus/importCSV",
    tags=["products"],
    summary="Import SKUs of a product using CSV",
    status_code=202,
    responses=_ERRORS,
    openapi_extra=_BODY,
    dependencies=[IMPORT],
)
async def import_skus_of_product(request: Request, state: State, caller: Caller, name: Name) -> BulkAccepted:
    """The same without product_id; the action fails if there is no such product by then."""
    return await _taken(request, state, caller, ActionType.SKUS_IMPORT_CSV, name)


async def _taken(
    request: Request, state: ApiState, caller: ProjectKey, type: ActionType, product: str | None = None
) -> BulkAccepted:
    received, encoding = await stored_file(request, state, caller, LIMIT)

    def check(path: Path) -> None:
        if encoding is not None:
            store_as_utf8(path, encoding)
        read_rows(BulkRequest("", caller, type, str(path), product))

    asked = AskedAction(type, {"source": str(received.path), "product": product})
    return await accept_body(request, state, caller, asked, received, check)
