"""Flow runs as the server answers them: without the None that Prefect's types allow and its server never sends."""

from datetime import UTC, datetime
from typing import Any, TypeVar

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun, State
from prefect.context import FlowRunContext

T = TypeVar("T")


def state_of(run: FlowRun) -> State[Any]:
    """The run's state: every run that was read or listed has one; only what a queue hands out comes without."""
    return _present(run.state, f"run {run.id} came without its state")


def created_at(run: FlowRun) -> datetime:
    """When the server made the run: aware UTC."""
    return _present(run.created, f"run {run.id} was not read from a server")


def standard_time(at: datetime) -> datetime:
    """One of Prefect's times as the standard library has it, in UTC: theirs warn of their own methods."""
    return datetime.fromtimestamp(at.timestamp(), UTC)


def next_start_of(run: FlowRun) -> datetime:
    """For when a scheduled run is scheduled: aware UTC."""
    return _present(run.next_scheduled_start_time, f"run {run.id} is not scheduled")


def current_run() -> tuple[PrefectClient, FlowRun]:
    """Inside an asynchronous flow: the client that runs it, and its run."""
    context = _present(FlowRunContext.get(), "not inside a flow run")
    if not isinstance(context, FlowRunContext) or not isinstance(context.client, PrefectClient):
        message = "not inside an asynchronous flow run"
        raise RuntimeError(message)
    return context.client, _present(context.flow_run, "the flow run is on no server")


def _present(value: T | None, otherwise: str) -> T:
    if value is None:
        raise RuntimeError(otherwise)
    return value
