"""`orders submit|status|queue|worker`: imports that wait in their project's lane for a worker."""

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from flows.cli.exit_codes import Exit
from flows.cli.options import (
    AsJson,
    Currency,
    DateFormat,
    Debug,
    Encoding,
    Preset,
    Project,
    RestoreErased,
    Tenant,
    TimeZone,
    home,
)
from flows.cli.with_prefect.async_action import ActionId, ask_server, narrate, print_record, read_record
from schemas.errors import UsageError
from schemas.ids import ProjectKey, action_id_of, parse_import_id

if TYPE_CHECKING:
    from schemas.async_action import ImportAction

T = TypeVar("T")
_WATCH_SECONDS = 1.0
_Format = Annotated[str | None, typer.Option(help="Leave out to find out from name and content.")]
_Mapping = Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="TOML file for line items.")]


def submit(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="Path or URL that the workers can read.")],
    tenant: Tenant,
    project: Project,
    format: _Format = None,
    mapping: _Mapping = None,
    preset: Preset = None,
    encoding: Encoding = None,
    currency: Currency = None,
    time_zone: TimeZone = None,
    date_format: DateFormat = None,
    restore_erased: RestoreErased = False,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Put an import in the project's queue and print its id; a worker runs it when it is first in the lane.

    Nothing has to run for that: what has been accepted is handed over as soon as there is a Prefect server.
    """
    key = ProjectKey(tenant, project)
    from flows.cli.options import absolute_path
    from flows.cli.with_prefect.hand_over import hand_over
    from flows.settings import Settings
    from tasks.extract.source_secrets import require_no_credentials
    from tasks.intake.queue.import_queue import accept
    from tasks.intake.queue.queued_import import Asked

    if source == "-":
        message = "stdin cannot wait in a queue."
        raise UsageError(message, "Name a file or URL that the workers can read, or use `orders import -`.")
    require_no_credentials(source)
    mapped = None if mapping is None else absolute_path(str(mapping))
    asked = Asked(
        absolute_path(source),
        format,
        mapped,
        preset,
        encoding,
        currency,
        time_zone,
        date_format,
        restore_erased=restore_erased or None,
    )
    settings = Settings()
    action_id = action_id_of(accept(settings.home, key, asked, size=0, quota=settings.quota))
    print(json.dumps({"id": action_id, "object": "async_action"}) if as_json else action_id)
    hand_over(settings.home, key, debug=debug)


def status(
    action_id: ActionId,
    watch: Annotated[bool, typer.Option("--watch", help="Wait until it has ended.")] = False,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Show how far an import or other work is: its place in the lane, its progress, its result."""
    parse_import_id(action_id)
    record = _watched(action_id, debug) if watch else read_record(action_id, debug)
    print_record(record, as_json)
    if record.status == "FAILED":
        raise typer.Exit(Exit.FAILED)
    has_rejects = record.status == "DONE" and record.result is not None and record.result.failed_count
    raise typer.Exit(Exit.SOME_REJECTED if has_rejects else Exit.DONE)


def queue(as_json: AsJson = False, debug: Debug = False) -> None:
    """Show the lanes: what runs, how many wait, and which workers are alive."""
    from flows.async_actions.queue import read_queue

    seen = ask_server(lambda client: read_queue(client, home()), debug)
    if as_json:
        print(json.dumps(seen))
        return
    for lane in seen["lanes"]:
        print(f"{lane['lane']}: {lane['waiting']} waiting, running {lane['running'] or 'nothing'}")
        for each in lane["backfills"]:
            waits = "" if each["waiting_for"] is None else f", waits for {each['waiting_for']}"
            print(f"  backfill {each['id']} {each['status']} {each['progress']} %{waits}")
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
    import asyncio

    from flows.cli.signals import until_stopped
    from flows.worker.worker import OrdersWorker

    asyncio.run(until_stopped(OrdersWorker(pool, limit=children, grace_seconds=grace).start(printer=narrate)))


def _watched(action_id: str, debug: bool) -> "ImportAction":
    shown = None
    while True:
        record = read_record(action_id, debug)
        if record.status in ("DONE", "FAILED"):
            return record
        waits = "" if record.waiting_for is None else f", {record.waiting_for} for {record.waiting_seconds} s"
        line = f"{record.status} {record.progress} % position {record.position or '-'}{waits}"
        if line != shown:
            narrate(line)
        shown = line
        time.sleep(_WATCH_SECONDS)
