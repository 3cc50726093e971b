"""`orders submit|status|cancel|queue|worker`: imports that wait in their project's lane for a worker."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.exit_codes import Exit
from flows.cli.options import AsJson, Debug, Project, Tenant, home
from flows.cli.server import find_server
from schemas.errors import UsageError
from schemas.ids import ProjectKey, parse_import_id
from schemas.timestamps import zulu

if TYPE_CHECKING:
    from schemas.async_action import ImportAction

_WATCH_SECONDS = 1.0
_Id = Annotated[str, typer.Argument(metavar="ID", help="The id that `orders submit` printed.")]
_Format = Annotated[str | None, typer.Option(help="Leave out to find out from name and content.")]
_Mapping = Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="TOML file for line items.")]


def submit(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="Path or URL that the workers can read.")],
    tenant: Tenant,
    project: Project,
    format: _Format = None,
    mapping: _Mapping = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Put an import in the project's lane and print its id; a worker runs it when it is first in the lane."""
    key = ProjectKey(tenant, project)
    from flows.cli.options import absolute_path
    from flows.deployments.submit import submit_import
    from flows.lanes.liveness import Watch
    from flows.lanes.recovery import sweep

    given = {"source": source, "format": format, "mapping": None if mapping is None else str(mapping)}
    parameters = {name: absolute_path(value) if name != "format" else value for name, value in given.items() if value}

    async def swept_and_submitted(client: Any) -> str:
        await sweep(client, Watch())
        return await submit_import(client, key, parameters)

    action_id = _ask(swept_and_submitted, debug)
    print(json.dumps({"id": action_id, "object": "async_action"}) if as_json else action_id)


def status(
    action_id: _Id,
    watch: Annotated[bool, typer.Option("--watch", help="Wait until it has ended.")] = False,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Show how far an import is: its place in the lane, its progress, its result."""
    parse_import_id(action_id)
    from flows.async_actions.actions import read_action

    record = _ask(lambda client: _watched(client, action_id) if watch else read_action(client, action_id), debug)
    _print_record(record, as_json)
    if record.status == "FAILED":
        raise typer.Exit(Exit.FAILED)
    raise typer.Exit(Exit.SOME_REJECTED if record.result and record.result.failed_count else Exit.DONE)


def cancel(action_id: _Id, as_json: AsJson = False, debug: Debug = False) -> None:
    """Stop an import: one that waits never runs, one that runs leaves nothing half-written."""
    parse_import_id(action_id)
    from flows.async_actions.actions import cancel_action

    _print_record(_ask(lambda client: cancel_action(client, action_id), debug), as_json)


def queue(as_json: AsJson = False, debug: Debug = False) -> None:
    """Show the lanes: what runs, how many wait, and which workers are alive."""
    from flows.async_actions.queue import read_queue

    seen = _ask(read_queue, debug)
    if as_json:
        print(json.dumps(seen))
        return
    for lane in seen["lanes"]:
        print(f"{lane['lane']}: {lane['waiting']} waiting, running {lane['running'] or 'nothing'}")
    alive = [worker["name"] for worker in seen["workers"] if worker["is_alive"]]
    print(f"workers alive: {', '.join(alive) or 'none; start one with `orders worker`'}")


def worker(
    children: Annotated[int | None, typer.Option(min=1, help="Lanes at work at once; one for each core.")] = None,
    pool: Annotated[str, typer.Option(help="Work pool to serve.")] = "imports",
    grace: Annotated[float | None, typer.Option(min=0, help="Seconds for imports at work, once stopped.")] = None,
    debug: Debug = False,
) -> None:
    """Run waiting imports in warm processes until stopped (Ctrl-C or SIGTERM).

    Imports at work are finished; those that take longer than --grace run again at the next start.
    """
    from flows.cli.signals import until_stopped
    from flows.worker.worker import OrdersWorker

    asyncio.run(until_stopped(OrdersWorker(pool, limit=children, grace_seconds=grace).start(printer=_narrate)))


def _ask(question: Callable[[Any], Awaitable[Any]], debug: bool) -> Any:
    if find_server(home()) is None:
        message = "There is no Prefect server to ask."
        raise UsageError(message, "Start `orders up` on this ORDERS_HOME, or a server, and set PREFECT_API_URL.")
    from flows.cli.prefect_run import quietly
    from flows.prefect_client.patience import patient_client

    async def answer() -> Any:
        async with patient_client() as context:
            return await question(context.client)

    return asyncio.run(quietly(answer(), debug=debug))


async def _watched(client: Any, action_id: str) -> "ImportAction":
    from flows.async_actions.actions import read_action

    shown = None
    while True:
        record = await read_action(client, action_id)
        if record.status in ("DONE", "FAILED"):
            return record
        line = f"{record.status} {record.progress} % position {record.position or '-'}"
        if line != shown:
            _narrate(line)
        shown = line
        await asyncio.sleep(_WATCH_SECONDS)


def _print_record(record: "ImportAction", as_json: bool) -> None:
    if as_json:
        print(json.dumps(record.as_json(), ensure_ascii=False))
        return
    expected = "" if record.expected_start_at is None else zulu(record.expected_start_at, "milliseconds")
    place = "" if record.position is None else f", position {record.position}, expected {expected}"
    message = "" if record.operator_message is None else f": {record.operator_message}"
    print(f"{record.id} {record.status} {record.progress} %{place}{message}")


def _narrate(line: str) -> None:
    print(line, file=sys.stderr)
