"""Tidies the inboxes while the API runs, at its start and each hour: bodies that nobody will import any more go.

Invariant: a body that a run may still read stays; so does everything when Prefect does not say which runs there are.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path, PurePath

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import StateType
from prefect.logging import get_logger

from flows.lanes.lane import lane_tag
from schemas.ids import ProjectKey
from tasks.intake.idempotency import KEPT, forget_expired
from tasks.intake.inbox import old_bodies, tidy
from tasks.intake.queue.import_queue import waiting_sources
from tasks.intake.queue.queue_progress import prune

_PAUSE_SECONDS = 3600
_CLAIMED = timedelta(hours=1)  # an `Idempotency-Key` is claimed when its body is there: by now it is forgotten
_OVER = [StateType.COMPLETED, StateType.FAILED, StateType.CANCELLED]  # what has crashed is run again
_MOST = 200  # runs that Prefect's server gives at once

logger = get_logger("api")


async def keep_tidy(home: Path, client: PrefectClient, kept: timedelta) -> None:
    """Tidy until cancelled; what goes wrong is a line in the log."""
    while True:
        try:
            await tidy_inboxes(home, client, kept)
        except Exception as error:
            logger.warning("The inboxes are tidied in an hour: %r", error)
        await asyncio.sleep(_PAUSE_SECONDS)


async def tidy_inboxes(home: Path, client: PrefectClient, kept: timedelta = KEPT) -> None:
    """Remove what came in half, and bodies older than `kept` that no run needs.

    Raises `httpx.HTTPError` if Prefect's server does not answer.
    """
    await asyncio.to_thread(tidy, home)
    await asyncio.to_thread(prune, home)
    await asyncio.to_thread(forget_expired, home)
    for key, bodies in (await asyncio.to_thread(old_bodies, home, kept + _CLAIMED)).items():
        for body in await _unneeded(home, client, key, bodies):
            body.unlink(missing_ok=True)


async def _unneeded(home: Path, client: PrefectClient, key: ProjectKey, bodies: Sequence[Path]) -> list[Path]:
    unfinished = FlowRunFilter(
        tags=FlowRunFilterTags(all_=[lane_tag(key)]),
        state=FlowRunFilterState(type=FlowRunFilterStateType(not_any_=_OVER)),
    )
    runs = await client.read_flow_runs(flow_run_filter=unfinished, limit=_MOST)
    if len(runs) == _MOST:
        return []  # there may be more, which cannot be paged through safely while some end: the lane is looked at later
    needed = await asyncio.to_thread(waiting_sources, home, key)
    needed |= {PurePath(str(run.parameters.get("source"))).name for run in runs}
    return [body for body in bodies if body.name not in needed]
