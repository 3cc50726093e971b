"""The async action of an import that is no more than a flow run: what Prefect says of it at the moment of asking."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    ArtifactFilter,
    ArtifactFilterFlowRunId,
    ArtifactFilterType,
    FlowRunFilter,
    FlowRunFilterId,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import Abort, ObjectNotFound
from prefect.states import Cancelled, Cancelling
from prefect.utilities.engine import propose_state

from flows.async_actions.record import record_of
from flows.lanes.kinds import ACTIONS
from flows.lanes.lane import import_of, in_states, lane_of, lane_tag
from flows.lanes.ordering import count_earlier
from flows.prefect_client.flow_runs import standard_time, state_of
from schemas.async_action import ImportAction
from schemas.clock import utc_now
from schemas.errors import NotFoundError, UsageError
from schemas.ids import ProjectKey, action_id_of, parse_import_id, run_id_of
from schemas.reports.report import ImportReport, ImportStatus
from tasks.intake.inbox import discard

_ALMOST = 99  # percent of what is not done
_MOST = 200  # runs that the server gives at once
_PATIENCE_SECONDS = 2.0


async def find(client: PrefectClient, action_id: str, owner: ProjectKey | None) -> FlowRun:
    """The run whose id the action has. Raises `NotFoundError` if there is none, or it is not the owner's."""
    its_id = FlowRunFilter(id=FlowRunFilterId(any_=[run_id_of(parse_import_id(action_id))]))
    for run in await client.read_flow_runs(flow_filter=ACTIONS, flow_run_filter=its_id, limit=1):
        if owner is None or lane_of(run) == owner:
            return run
    message, detail = f"There is no import {action_id}.", f"There is no import {action_id} on this Prefect server."
    raise NotFoundError(
        message, detail=detail, operator_hint="Is PREFECT_API_URL right? `orders imports` lists what a project has."
    )


async def waiting(client: PrefectClient, owner: ProjectKey) -> list[ImportAction]:
    """The records of the project's runs that have not begun; none if the server does not answer soon."""
    not_begun = FlowRunFilter(
        tags=FlowRunFilterTags(all_=[lane_tag(owner)]), state=in_states([StateType.SCHEDULED, StateType.PENDING])
    )
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            runs = await client.read_flow_runs(
                flow_filter=ACTIONS, flow_run_filter=not_begun, sort=FlowRunSort.EXPECTED_START_TIME_DESC, limit=_MOST
            )
    except (TimeoutError, httpx.HTTPError):
        return []
    return [record_of(run, None) for run in runs]


async def cancel(client: PrefectClient, run: FlowRun, home: Path) -> None:
    """Stop a run. Raises `UsageError` if it has ended already."""
    action_id = action_id_of(import_of(run))
    if state_of(run).is_final():
        raise has_ended(action_id, str(state_of(run).name))
    try:
        state = await propose_state(client, Cancelling(), flow_run_id=run.id)
    except Abort as error:
        message = f"{action_id} could not be cancelled: {error}"
        raise UsageError(message, operator_hint="See `orders status`.") from error
    key = lane_of(run)
    if state.is_cancelled() and key is not None and not run.run_count:
        discard(home, key, str(run.parameters.get("source")))


async def cancel_soon(client: PrefectClient, run_id: str | None) -> None:
    """End the run of an import that was cancelled before it began; if nobody hears that now, it ends as it begins."""
    if run_id is None:
        return
    state: State[Any] = Cancelled(message="Cancelled before it began.")
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await client.set_flow_run_state(UUID(run_id), state)
    except (TimeoutError, httpx.HTTPError, ObjectNotFound):
        return


def has_ended(action_id: str, state: str) -> UsageError:
    """It is too late to stop an import."""
    return UsageError(f"{action_id} has ended already: {state}.", "What it imported stays; import corrections instead.")


async def read_record(
    client: PrefectClient, run: FlowRun, report_of: Callable[[ProjectKey, str], Awaitable[ImportReport | None]]
) -> ImportAction:
    """The record of a run, with its place while it waits, its progress while it works, its report once it has ended."""
    key = lane_of(run)
    report = None
    if key is not None and state_of(run).is_final() and run.run_count:  # one that never ran has none
        report = await report_of(key, import_of(run))
    record = record_of(run, report)
    if record.status is ImportStatus.IN_PROGRESS:
        return await _with_progress(client, run, record)
    return await _with_place(client, run, record) if record.status is ImportStatus.ENQUEUED else record


async def _with_place(client: PrefectClient, run: FlowRun, record: ImportAction) -> ImportAction:
    key = lane_of(run)
    if key is None:
        return record
    earlier_count = await count_earlier(client, run, key)
    start = utc_now() + earlier_count * await _usual_duration(client, run)
    asked_for = standard_time(run.next_scheduled_start_time or start)
    return record.model_copy(update={"position": earlier_count + 1, "expected_start_at": max(start, asked_for)})


async def _usual_duration(client: PrefectClient, run: FlowRun) -> timedelta:
    """How long the lane's last ten imports took on average."""
    last = await client.read_flow_runs(
        flow_filter=ACTIONS,
        flow_run_filter=FlowRunFilter(
            tags=FlowRunFilterTags(all_=run.tags),
            state=in_states([StateType.COMPLETED]),
        ),
        sort=FlowRunSort.END_TIME_DESC,
        limit=10,
    )
    return sum((done.total_run_time for done in last), timedelta()) / max(len(last), 1)


async def _with_progress(client: PrefectClient, run: FlowRun, record: ImportAction) -> ImportAction:
    bars = await client.read_artifacts(
        artifact_filter=ArtifactFilter(
            flow_run_id=ArtifactFilterFlowRunId(any_=[run.id]), type=ArtifactFilterType(any_=["progress"])
        )
    )
    percent = max((round(float(str(bar.data))) for bar in bars), default=0)
    return record.model_copy(update={"progress": min(percent, _ALMOST)})
