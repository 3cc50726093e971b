"""`/v1/exports` and `/v1/orders/export`: files of what is stored, asked for, watched, fetched and deleted.

An export is bulk work with its place in the project's lane; its file is fetched by the address in its `result`, whose
token is all that it takes.
"""

import asyncio
from typing import Any, TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, ValidationError

from flows.api.http.auth import READ, READ_UNLESS_TOKEN, WRITE, Caller, Reader
from flows.api.http.errors import documented, invalid_payload, unauthorized
from flows.api.http.path_names import Name
from flows.api.http.query_params import ExportPage, ExportToken
from flows.api.http.request_body import documented_body, first_fault, small_body
from flows.api.http.request_id import id_of
from flows.api.http.stored_body import IdempotencyKey
from flows.api.state import ApiState, State
from schemas.exports.objects import ExportedObject, ExportFormat
from schemas.http.exports import Export, ExportParameters, ExportResult, Exports, NewExport, NewOrderExport
from schemas.ids import ProjectKey
from tasks.exports.request import export_request
from tasks.intake import exports

router = APIRouter(prefix="/v1", tags=["exports"])
M = TypeVar("M", bound=BaseModel)
_MEDIA_TYPES = {
    ExportFormat.CSV: "text/csv",
    ExportFormat.NDJSON: "application/x-ndjson",
    ExportFormat.PARQUET: "application/vnd.apache.parquet",
}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {media_type: {"schema": {"type": "string"}} for media_type in _MEDIA_TYPES.values()}}
}


@router.post(
    "/orders/export",
    summary="Create orders export",
    responses=documented(400, 404, 409, 413),
    openapi_extra=documented_body(NewOrderExport.model_json_schema()),
    dependencies=[READ],
)
async def create_of_orders(
    request: Request, state: State, caller: Caller, idempotency_key: IdempotencyKey = None
) -> Export:
    """Put an export of orders in the project's lane."""
    new = _read(NewOrderExport, await small_body(request) or b"{}")
    return await _create(request, state, caller, ExportedObject.ORDER, new.parameters, idempotency_key)


@router.post(
    "/exports",
    summary="Create export",
    responses=documented(400, 404, 409, 413),
    openapi_extra=documented_body(NewExport.model_json_schema()),
    dependencies=[READ],
)
async def create(request: Request, state: State, caller: Caller, idempotency_key: IdempotencyKey = None) -> Export:
    """Put an export of orders, customers, products or SKUs in the project's lane."""
    new = _read(NewExport, await small_body(request))
    return await _create(request, state, caller, new.exported_object, new.parameters, idempotency_key)


@router.get("/exports", summary="List exports", responses=documented(400), dependencies=[READ])
async def list_all(request: Request, state: State, caller: Caller, params: ExportPage) -> Exports:
    """A page of the caller's exports."""
    asked = (state.settings.home, caller, params.limit, params.page, params.order)
    found, total = await asyncio.to_thread(exports.list_exports, *asked)
    return Exports(exports=[_shown(request, each) for each in found], total=total)


@router.get(
    "/exports/{export_id}",
    summary="Get export",
    response_model=Export,
    responses=documented(400, 404) | _FILE,
    dependencies=[READ_UNLESS_TOKEN],
)
async def get(request: Request, state: State, caller: Reader, export_id: Name, params: ExportToken) -> Response:
    """How far an export is; with the token of its address, its file."""
    home = state.settings.home
    if caller is None:
        file = await asyncio.to_thread(exports.file_by_token, home, export_id, params.token or "")
        if file is None:
            details = "The token is not that of an export whose file is there."
            raise unauthorized(details)
        return FileResponse(file, media_type=_MEDIA_TYPES[ExportFormat(file.suffix[1:])], filename=file.name)
    shown = _shown(request, await asyncio.to_thread(exports.find_export, home, caller, export_id))
    return Response(shown.model_dump_json(), media_type="application/json")


@router.delete(
    "/exports/{export_id}",
    summary="Delete export",
    status_code=204,
    responses=documented(400, 404),
    dependencies=[WRITE],
)
async def delete(state: State, caller: Caller, export_id: Name) -> None:
    """Forget an export and remove its file."""
    await asyncio.to_thread(exports.delete_export, state.settings.home, caller, export_id)


async def _create(
    request: Request,
    state: ApiState,
    caller: ProjectKey,
    what: ExportedObject,
    parameters: ExportParameters | None,
    idempotency_key: str | None,
) -> Export:
    asked = parameters or ExportParameters()
    export_request(what, asked.format or ExportFormat.CSV, asked.fields, asked.filters, asked.order)
    given = asked.model_dump(mode="json", exclude_none=True)
    home, quota = state.settings.home, state.settings.quota
    made = await asyncio.to_thread(
        exports.accept_export,
        home,
        caller,
        what.value,
        given,
        request_id=id_of(request),
        quota=quota,
        idempotency_key=idempotency_key,
    )
    return _shown(request, made)


def _shown(request: Request, stored: exports.StoredExport) -> Export:
    url = str(request.base_url.replace(path=f"/v1/exports/{stored.id}", query=f"token={stored.token}"))
    return Export.model_validate(
        {
            "id": stored.id,
            "created_at": stored.created_at,
            "status": stored.status,
            "exported_object": stored.exported_object,
            "parameters": stored.parameters,
            "result": ExportResult(url=url) if stored.status == "DONE" else None,
        }
    )


def _read(model: type[M], body: bytes) -> M:
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        place, said = first_fault(error)
        details = f"Property .{place}: {said}"
        raise invalid_payload(details) from None
