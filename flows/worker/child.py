"""One warm child of the worker: runs flow runs one after the other in an interpreter that has everything imported.

Started as `python -m flows.worker.child ENTRYPOINT`. It reads one line for each run from stdin and answers each with
one on stdout (`flows.worker.protocol`); whatever the flow prints goes to stderr. The child itself claims a run
(`Pending`) and holds its lock from before that until after its last state, so a claimed run always has either a living
child or a free lock. When stdin ends (the worker is gone) it finishes the run it has, and exits: within
`timing.LAST_SECONDS` even if the server is gone too, for which Prefect's own threads would wait to the end.
"""

import asyncio
import gc
import os
import sys
import threading
from contextvars import copy_context
from typing import Any, TextIO

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun
from prefect.context import SyncClientContext
from prefect.exceptions import Abort, Pause
from prefect.flow_engine import run_flow
from prefect.flows import Flow, load_flow_from_entrypoint
from prefect.logging import get_logger
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, get_current_settings, temporary_settings
from prefect.states import Pending
from prefect.utilities.engine import propose_state

from flows.lanes import process_lock, timing
from flows.prefect_client.patience import OUTAGE_SECONDS, patient_client
from flows.worker.protocol import MAX_LINE, Outcome, Request, read_request, write_outcome
from tasks.warehouse.sharing.connection_cache import ConnectionCache, cache_in_use

_Flows = dict[str, Flow[..., Any]]

logger = get_logger("worker.child")


def main() -> None:
    """Serve the worker at the other end of stdin and stdout."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    flows: _Flows = {entrypoint: load_flow_from_entrypoint(entrypoint) for entrypoint in sys.argv[1:]}
    gc.collect()
    gc.freeze()
    # should this machine be lost, and only stock workers be left, nothing else would say so
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: timing.PREFECT_HEARTBEAT_SECONDS}):
        asyncio.run(_serve(flows, answers))


async def _serve(flows: _Flows, answers: TextIO) -> None:
    cache_in_use.set(ConnectionCache())
    requests = asyncio.StreamReader(limit=MAX_LINE)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(requests), sys.stdin)
    # both clients stay open: making one costs more than most requests, for its TLS context
    async with patient_client(restart_seconds=OUTAGE_SECONDS) as context:
        with SyncClientContext.get_or_create():
            flows = {entrypoint: await _with_local_results(context.client, flow) for entrypoint, flow in flows.items()}
            answers.write(write_outcome(Outcome.READY))
            while line := await requests.readline():
                answers.write(write_outcome(await _serve_one(context.client, flows, read_request(line))))
            last = threading.Timer(timing.LAST_SECONDS, os._exit, (0,))
            last.daemon = True
            last.start()


async def _serve_one(client: PrefectClient, flows: _Flows, request: Request) -> Outcome:
    if request.entrypoint not in flows:
        flow: Flow[..., Any] = load_flow_from_entrypoint(request.entrypoint)
        flows[request.entrypoint] = await _with_local_results(client, flow)
    return await _run(client, flows[request.entrypoint], request.run)


async def _with_local_results(client: PrefectClient, flow: Flow[..., Any]) -> Flow[..., Any]:
    """The flow with a place for its results, if that is the default one: else each run asks the server for it twice."""
    results = get_current_settings().results
    if flow.result_storage is not None or results.default_storage_block is not None:
        return flow
    default = await client.read_server_default_result_storage()
    if default.default_result_storage_block_id is not None:
        return flow
    return flow.with_options(result_storage=results.local_storage_path)


async def _run(client: PrefectClient, flow: Flow[..., Any], run: FlowRun) -> Outcome:
    if not process_lock.take(run.id):
        return Outcome.REFUSED
    try:
        if run.state is None or not run.state.is_pending():  # else whoever hands it over has claimed it
            run.state = await propose_state(client, Pending(), flow_run_id=run.id)
            if not run.state.is_pending():
                return Outcome.REFUSED
        state = await asyncio.create_task(_engine(flow, run), context=copy_context())
        return Outcome.ENDED if state is not None and state.is_final() else Outcome.LEFT
    except Abort:
        return Outcome.LEFT
    except Pause:
        return Outcome.ENDED
    except Exception:
        logger.exception("Run %s could not be brought to an end.", run.id)
        return Outcome.LEFT
    finally:
        process_lock.drop(run.id)


async def _engine(flow: Flow[..., Any], run: FlowRun) -> Any:
    # for runs of a deployment Prefect opens a websocket that watches for a suspension, and waits for it at the end: a
    # fifth of a second for what a short import never does. The engine reads the run anew before it needs more of it.
    result = run_flow(flow, flow_run=run.model_copy(update={"deployment_id": None}), return_type="state")
    return await result if asyncio.iscoroutine(result) else result


if __name__ == "__main__":
    main()
