"""`/v1/customers/importCSV`, `/v1/products/importCSV`, `/v1/skus/importCSV`: files of customers, products or SKUs.

Each is an async action, taken in as `flows.api.routes.bulk_work.bulk` takes a body in; the file is read once to say
at once what is wrong with it as a whole.
"""

from pathlib import Path
from typing import Any

from fastapi import APIRouter

from flows.api.http.auth import IMPORT
from flows.api.http.errors import documented
from flows.api.http.path_names import Name
from flows.api.http.stored_body import stored_file
from flows.api.routes.bulk_work.bulk import LIMIT, BulkAccepted, Submission, Submitted, accept_body
from schemas.action_type import ActionType
from tasks.bulk.request import BulkRequest
from tasks.bulk.rows import read_rows
from tasks.bulk.uploads import store_as_utf8
from tasks.intake.queue.queued_import import AskedAction

router = APIRouter(prefix="/v1")
_ERRORS = documented(400, 409, 413, 507)
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
async def import_customers(submission: Submitted) -> BulkAccepted:
    """Columns Id, Source_id, Name, Email, Phone, Birthdate, Description, Address_Line_1, Address_Line_2,
    Address_Postal_Code, Address_City, Address_State, Address_Country; all others are metadata.
    """
    return await _taken(submission, ActionType.CUSTOMERS_IMPORT_CSV)


@router.post(
    "/products/importCSV",
    tags=["products"],
    summary="Import products using CSV",
    status_code=202,
    responses=_ERRORS,
    openapi_extra=_BODY,
    dependencies=[IMPORT],
)
async def import_products(submission: Submitted) -> BulkAccepted:
    """Columns name, source_id, price (in the smallest unit), attributes (names with commas between them), image_url;
    all others are metadata.
    """
    return await _taken(submission, ActionType.PRODUCTS_IMPORT_CSV)


@router.post(
    "/skus/importCSV",
    tags=["products"],
    summary="Import SKUs using CSV",
    status_code=202,
    responses=_ERRORS,
    openapi_extra=_BODY,
    dependencies=[IMPORT],
)
async def import_skus(submission: Submitted) -> BulkAccepted:
    """Columns product_id (or the product's source_id), source_id, sku, price, currency, image_url, attributes (a JSON
    object); all others are metadata.
    """
    return await _taken(submission, ActionType.SKUS_IMPORT_CSV)


@router.post(
    "/products/{name}/skus/importCSV",
    tags=["products"],
    summary="Import SKUs of a product using CSV",
    status_code=202,
    responses=_ERRORS,
    openapi_extra=_BODY,
    dependencies=[IMPORT],
)
async def import_skus_of_product(submission: Submitted, name: Name) -> BulkAccepted:
    """The same without product_id; the action fails if there is no such product by then."""
    return await _taken(submission, ActionType.SKUS_IMPORT_CSV, name)


async def _taken(submission: Submission, type: ActionType, product: str | None = None) -> BulkAccepted:
    to = (submission.request, submission.state, submission.caller)
    received, encoding = await stored_file(*to, LIMIT, is_hashed=submission.idempotency_key is not None)

    def check(path: Path) -> None:
        if encoding is not None:
            store_as_utf8(path, encoding)
        read_rows(BulkRequest("", submission.caller, type, str(path), product))

    asked = AskedAction(type, {"source": str(received.path), "product": product})
    return await accept_body(submission, asked, received, check)
