"""`/v1/async-actions/{id}/diff/{other}`: what two imports left, side by side, as by `orders diff` in a shell."""

from fastapi import APIRouter

from flows.api.http.auth import READ, Caller
from flows.api.http.database import Database
from flows.api.http.errors import documented
from flows.api.http.path_names import Name, import_id_of
from flows.api.http.query_params import Nothing
from schemas.reports.lineage import ImportsCompared
from tasks.lineage.compare import compare_imports

router = APIRouter(prefix="/v1/async-actions", tags=["async actions"])


@router.get(
    "/{action_id}/diff/{other_id}", summary="Compare two imports", responses=documented(400, 404), dependencies=[READ]
)
async def compare(
    caller: Caller, database: Database, action_id: Name, other_id: Name, _params: Nothing
) -> ImportsCompared:
    """Rows that only one of two imports or backfills has, and the first 1,000 fields that differ."""
    return await database.read(compare_imports, caller, import_id_of(action_id), import_id_of(other_id))
