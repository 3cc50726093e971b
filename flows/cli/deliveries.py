"""`orders deliveries`, `orders effects` and `orders order`: what rules have caused, and orders as they happen."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.exit_codes import Exit
from flows.cli.options import AsJson, Debug, Limit, Project, Tenant, database_of
from schemas.clock import naive_utc_now
from schemas.effects.effects import DeliveryStatus
from schemas.errors import UsageError
from schemas.ids import ProjectKey

deliveries = typer.Typer(help="What distributions and webhooks have to send.", no_args_is_help=True)
effects = typer.Typer(help="What an import has caused, and what of it is held.", no_args_is_help=True)
order = typer.Typer(help="One order as it happens, with all that follows from it.", no_args_is_help=True)

_COLUMNS = (
    "id",
    "event_type",
    "customer_id",
    "status",
    "attempt_count",
    "next_attempt_at",
    "last_status",
    "last_answer",
)
_ImportId = Annotated[str, typer.Argument(metavar="IMPORT_ID", help="Of an import, or of an on-going update.")]
_Source = Annotated[str, typer.Argument(metavar="FILE", help="File with one order as JSON; - is stdin.")]
_UpdateId = Annotated[str | None, typer.Option(help="upd_…: an update with the same id is done only once.")]


@deliveries.command("list")
def list_command(
    tenant: Tenant,
    project: Project,
    status: Annotated[DeliveryStatus | None, typer.Option(help="Only these.")] = None,
    limit: Limit = 50,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """List deliveries, the newest first."""
    database = database_of(tenant, project)
    from flows.cli.tables import print_models
    from tasks.deliveries.outbox import list_deliveries
    from tasks.warehouse.connection import open_warehouse

    with open_warehouse(database, create=False) as con:
        print_models(list_deliveries(con, status, limit), _COLUMNS, as_json=as_json)


@deliveries.command()
def retry(
    tenant: Tenant,
    project: Project,
    delivery_id: Annotated[str | None, typer.Argument(metavar="[DELIVERY_ID]", help="One of them.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All that were given up.")] = False,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Give deliveries that were given up all their tries again."""
    if (delivery_id is None) is not every:
        message = "Say which deliveries to try again."
        raise UsageError(message, "Give one DELIVERY_ID, or --all.")
    database = database_of(tenant, project)
    from tasks.deliveries.outbox import retry_deliveries
    from tasks.warehouse.connection import open_warehouse

    with open_warehouse(database, create=False) as con:
        found = retry_deliveries(con, delivery_id, naive_utc_now())
    print(json.dumps(found) if as_json else f"{len(found):,} deliveries will be tried again.")


@deliveries.command()
def send(
    tenant: Tenant,
    project: Project,
    patience: Annotated[float, typer.Option(min=0, help="Seconds to wait for what is to be tried again.")] = 0.0,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Deliver all that is due, here and now; exits with 1 if something was given up."""
    ProjectKey(tenant, project)
    from flows.cli.local_run import quietly
    from flows.deliver_distributions import deliver_distributions

    run = asyncio.run(quietly(deliver_distributions(tenant, project, patience), debug=debug))
    counts = f"{run.delivered:,} delivered, {run.retried:,} to be tried again, {run.dead:,} given up."
    print(run.model_dump_json() if as_json else counts)
    raise typer.Exit(Exit.SOME_REJECTED if run.dead else Exit.DONE)


@deliveries.command("deploy")
def deploy_command(
    tenant: Tenant,
    project: Project,
    cron: Annotated[str, typer.Option(help="When to deliver (UTC).")] = "* * * * *",
    pool: Annotated[str, typer.Option(help="Work pool; made as a process pool if it is not there.")] = "deliveries",
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Set up the deployment that delivers by schedule; safe to repeat."""
    key = ProjectKey(tenant, project)
    from flows.cli.local_run import quietly
    from flows.deliver_distributions import deploy_deliveries

    made = asyncio.run(quietly(deploy_deliveries(key, pool=pool, cron=cron), debug=debug))
    print(json.dumps(made) if as_json else f"Deployed {made['deployment']} to the work pool {pool}: {cron} (UTC).")


@effects.command()
def show(import_id: _ImportId, tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False) -> None:
    """Show what an import has caused, rule by rule."""
    _effects("effects_of", import_id, tenant, project, as_json)


@effects.command()
def release(
    import_id: _ImportId, tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False
) -> None:
    """Let the held effects of an import go."""
    _effects("release_effects", import_id, tenant, project, as_json)


@effects.command()
def drop(import_id: _ImportId, tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False) -> None:
    """Forget the held effects of an import for good."""
    _effects("drop_effects", import_id, tenant, project, as_json)


@order.command("create")
def create_order(
    source: _Source,
    tenant: Tenant,
    project: Project,
    update_id: _UpdateId = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Store a new order."""
    _upsert(source, tenant, project, update_id, as_json, must_exist=False)


@order.command("update")
def update_order(
    source: _Source,
    tenant: Tenant,
    project: Project,
    update_id: _UpdateId = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Change a stored order: fields given overwrite, the others stay."""
    _upsert(source, tenant, project, update_id, as_json, must_exist=True)


def _effects(action: str, import_id: str, tenant: str, project: str, as_json: bool) -> None:
    database = database_of(tenant, project)
    from flows.cli.tables import print_effects
    from tasks.effects import effects
    from tasks.warehouse.connection import open_warehouse

    with open_warehouse(database, create=False) as con:
        known = (import_id,) if action == "effects_of" else (import_id, naive_utc_now())
        print_effects(getattr(effects, action)(con, *known), as_json=as_json)


def _upsert(source: str, tenant: str, project: str, update_id: str | None, as_json: bool, *, must_exist: bool) -> None:
    database, key, text = database_of(tenant, project), ProjectKey(tenant, project), _read(source)
    from tasks.updates.one_order import upsert_order
    from tasks.warehouse.connection import open_warehouse

    with open_warehouse(database) as con:
        done = upsert_order(con, text, key, naive_utc_now(), update_id=update_id, must_exist=must_exist)
    if as_json:
        print(done.model_dump_json())
        return
    print(f"{done.order_id} {'had been' if done.is_repeat else 'is'} stored by {done.update_id}.")
    print(f"{', '.join(done.events)}: {done.effects.delivery_count} deliveries, {done.effects.points} points.")


def _read(source: str) -> str:
    if source == "-":
        return sys.stdin.read()
    try:
        return Path(source).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{source} cannot be read: {error}."
        raise UsageError(message, "Give a file with one order as JSON, or - for stdin.") from error
