"""The flow `rebuild-segments`: brings all customers of a project up to date, which time alone makes necessary.

Invariant: it has a position in the project's lane like an import, since it writes what imports write and, among a
million customers, takes longer than an import would wait for the database.
"""

import asyncio

from prefect import flow
from prefect.runtime import flow_run

from flows.lanes.hold import hold_lane
from flows.settings import Settings
from schemas.clock import naive_utc_now
from schemas.ids import ProjectKey
from schemas.segments.segment import Segment
from tasks.segments.refresh import rebuild
from tasks.warehouse.connection import open_warehouse


def _run_name() -> str:
    return f"{flow_run.parameters['tenant']}/{flow_run.parameters['project']} segments"


@flow(name="rebuild-segments", flow_run_name=_run_name, persist_result=False)
async def rebuild_segments(tenant: str, project: str, segment: str | None = None) -> list[Segment]:
    """Recompute all summaries and the members of one auto-update segment, or of all.

    Args:
        tenant: Whose segments, such as acme.
        project: The tenant's project, such as shop.
        segment: Id or name of the only segment to rebuild.

    Raises:
        UsageError: There is no such project or segment.
        RetryableError: Another process keeps the database for too long.
    """
    key = ProjectKey(tenant, project)
    async with hold_lane(key, create=False):
        return await asyncio.to_thread(_rebuild, key, segment)


def _rebuild(key: ProjectKey, segment: str | None) -> list[Segment]:
    settings, now = Settings(), naive_utc_now()
    with open_warehouse(settings.home, key, create=False, patience=settings.lock_patience) as con:
        return rebuild(con, now, segment)
