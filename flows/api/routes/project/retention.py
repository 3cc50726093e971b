"""`POST /v1/prune`: what is older than it is to be kept goes, as by `orders prune` in a shell."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from flows.api.http.auth import ADMIN
from flows.api.http.database import Database
from flows.api.http.errors import documented
from flows.api.http.query_params import NoParams
from flows.api.state import State
from schemas.clock import naive_utc_now
from tasks.retention.project import prune_project

router = APIRouter(prefix="/v1/prune", tags=["project"])


class PruneParams(NoParams):
    """How it is pruned."""

    dry_run: bool = Field(False, description="Say what would go; remove nothing.")


class Pruned(BaseModel):
    """How much was too old; what is not in it is kept for ever."""

    object: Literal["pruning"] = "pruning"
    is_dry_run: bool
    pruned: dict[str, int] = Field(description="By kind of history: versions, rejects, events, deliveries, bodies.")


@router.post("", summary="Prune history", responses=documented(400), dependencies=[ADMIN])
async def prune(state: State, database: Database, params: Annotated[PruneParams, Query()]) -> Pruned:
    """Remove versions, texts of rejects, events, ended deliveries and bodies that are too old by the operator's
    settings.
    """
    asked = (state.settings.home, database.key, state.settings.kept, naive_utc_now())
    counts = await database.write(prune_project, *asked, is_dry=params.dry_run)
    return Pruned(is_dry_run=params.dry_run, pruned={what.value: count for what, count in counts.items()})
