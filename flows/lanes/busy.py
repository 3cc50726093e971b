"""A run whose project's database is kept open by somebody else: busy is not failed.

It keeps its place in the lane and gives its process to other lanes' runs meanwhile, in the state `BUSY`. Bound: how
long it has waited in all, by the pauses it has made and not by a clock that may jump.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, NoReturn

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun, State
from prefect.states import Scheduled

from flows.lanes import timing
from flows.lanes.lane import BUSY
from flows.lanes.ordering import RequeuedError
from flows.prefect_client.server_clock import server_now
from schemas.errors import DatabaseBusyError


async def back_to_wait(
    client: PrefectClient,
    run: FlowRun,
    error: DatabaseBusyError,
    limit: float,
    note: Callable[[float], Awaitable[float]],
) -> NoReturn:
    """Put `run` back into its lane, to be tried again in a while.

    `note` adds seconds to what the run has waited already, and gives all of them. Raises `RequeuedError`; or
    `DatabaseBusyError` if that is more than `limit` seconds, or nobody would start the run again.
    """
    waited = await note(timing.BUSY_PATIENCE_SECONDS)
    if waited >= limit or run.deployment_id is None:
        raise _given_up(error, waited)
    shortest, longest = timing.BUSY_PAUSE_SECONDS
    pause = min(max(waited / 4, shortest), longest)
    await note(pause)
    message = f"Somebody else keeps the project's database open, for {waited:.0f} s so far: {error.detail}"
    at = await server_now(client) + timedelta(seconds=pause)
    state: State[Any] = Scheduled(scheduled_time=at, name=BUSY, message=message)
    await client.set_flow_run_state(run.id, state, force=True)
    message = f"Run {run.id} waits for its project's database."
    raise RequeuedError(message)


def _given_up(error: DatabaseBusyError, waited: float) -> DatabaseBusyError:
    message = f"The project's database was in use for {waited:.0f} s, and nothing was done."
    detail = f"{message} {error.detail}"
    hint = "Try it again."
    return DatabaseBusyError(message, hint, detail=detail, operator_hint="Then `orders retry` with its id.")
