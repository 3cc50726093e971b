"""`/v1/mappings`: the files that say which column is what, kept by name for backfills over HTTP."""

import asyncio
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel

from flows.api.http.auth import IMPORT, READ, Caller
from flows.api.http.errors import documented, invalid_payload
from flows.api.http.path_names import Name
from flows.api.http.query_params import Nothing
from flows.api.http.request_body import small_body
from flows.api.state import State
from tasks.intake.mappings import mapping_names, mapping_path, store_mapping

router = APIRouter(prefix="/v1/mappings", tags=["project"])
_FOUND = documented(400, 404)
_SCHEMA: dict[str, Any] = {"type": "string", "description": "TOML, as the page about mappings describes it."}
_TEXT: dict[int | str, dict[str, Any]] = {200: {"content": {"application/toml": {"schema": _SCHEMA}}}}
_BODY = {"requestBody": {"content": {"application/toml": {"schema": _SCHEMA}}, "required": True}}


class Mappings(BaseModel):
    """All of a project, by name."""

    object: Literal["list"] = "list"
    data_ref: Literal["data"] = "data"
    data: list[str]
    total: int


@router.get("", summary="List mappings", responses=documented(400), dependencies=[READ])
async def list_all(state: State, caller: Caller, _params: Nothing) -> Mappings:
    """The names of the project's mappings."""
    names = await asyncio.to_thread(mapping_names, state.settings.home, caller)
    return Mappings(data=names, total=len(names))


@router.get(
    "/{name}",
    summary="Get mapping",
    responses=_FOUND | _TEXT,
    response_class=PlainTextResponse,
    dependencies=[READ],
)
async def get(state: State, caller: Caller, name: Name, _params: Nothing) -> PlainTextResponse:
    """The mapping as it was sent."""
    text = await asyncio.to_thread(mapping_path(state.settings.home, caller, name).read_text, "utf-8")
    return PlainTextResponse(text, media_type="application/toml")


@router.put(
    "/{name}",
    summary="Set mapping",
    status_code=204,
    responses=documented(400, 413),
    openapi_extra=_BODY,
    dependencies=[IMPORT],
)
async def put(request: Request, state: State, caller: Caller, name: Name) -> None:
    """Keep a mapping by a name; backfills that are under way do not go on by another one."""
    try:
        text = (await small_body(request)).decode()
    except UnicodeDecodeError as error:
        details = "The body is not UTF-8 text."
        raise invalid_payload(details) from error
    await asyncio.to_thread(store_mapping, state.settings.home, caller, name, text)


@router.delete("/{name}", summary="Delete mapping", status_code=204, responses=_FOUND, dependencies=[IMPORT])
async def delete(state: State, caller: Caller, name: Name) -> None:
    """Forget a mapping."""
    await asyncio.to_thread(mapping_path(state.settings.home, caller, name).unlink)
