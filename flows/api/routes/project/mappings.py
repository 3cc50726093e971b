"""`/v1/mappings`: the texts that say which column is what, kept by name for backfills over HTTP."""

import asyncio

from fastapi import APIRouter, Request

from flows.api.http.auth import IMPORT, READ, Caller
from flows.api.http.errors import documented
from flows.api.http.path_names import Name
from flows.api.http.query_params import Nothing
from flows.api.http.request_body import body_as, documented_body
from flows.api.state import State
from schemas.http.mappings import Mappings, NewMapping, StoredMapping
from tasks.intake.mappings import mapping_names, mapping_path, store_mapping

router = APIRouter(prefix="/v1/mappings", tags=["project"])
_FOUND = documented(400, 404)


@router.get("", summary="List mappings", responses=documented(400), dependencies=[READ])
async def list_all(state: State, caller: Caller, _params: Nothing) -> Mappings:
    """The names of the project's mappings."""
    names = await asyncio.to_thread(mapping_names, state.settings.home, caller)
    return Mappings(data=names, total=len(names))


@router.get("/{name}", summary="Get mapping", responses=_FOUND, dependencies=[READ])
async def get(state: State, caller: Caller, name: Name, _params: Nothing) -> StoredMapping:
    """The mapping as it was sent."""
    text = await asyncio.to_thread(mapping_path(state.settings.home, caller, name).read_text, "utf-8")
    return StoredMapping(name=name, toml=text)


@router.put(
    "/{name}",
    summary="Set mapping",
    responses=documented(400, 413),
    openapi_extra=documented_body(NewMapping.model_json_schema()),
    dependencies=[IMPORT],
)
async def put(request: Request, state: State, caller: Caller, name: Name) -> StoredMapping:
    """Keep a mapping by a name; backfills that are under way do not go on by another one."""
    new = await body_as(request, NewMapping)
    await asyncio.to_thread(store_mapping, state.settings.home, caller, name, new.toml)
    return StoredMapping(name=name, toml=new.toml)


@router.delete("/{name}", summary="Delete mapping", status_code=204, responses=_FOUND, dependencies=[IMPORT])
async def delete(state: State, caller: Caller, name: Name) -> None:
    """Forget a mapping."""
    await asyncio.to_thread(mapping_path(state.settings.home, caller, name).unlink)
