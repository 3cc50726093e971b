"""`orders deliveries list|retry|send|deploy`: what distributions and webhooks have to send."""

import json
from typing import Annotated

import typer

from flows.cli.exit_codes import Exit
from flows.cli.options import AsJson, Debug, Limit, Project, Tenant, open_project
from schemas.effects.choices import DeliveryStatus
from schemas.errors import UsageError
from schemas.ids import ProjectKey

app = typer.Typer(help="What distributions and webhooks have to send.", no_args_is_help=True)

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


@app.command("list")
def list_command(
    tenant: Tenant,
    project: Project,
    status: Annotated[DeliveryStatus | None, typer.Option(help="Only these.")] = None,
    limit: Limit = 50,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """List deliveries, the newest first."""
    from flows.cli.display.tables import print_models
    from tasks.deliveries.outbox import list_deliveries

    with open_project(tenant, project) as (con, _):
        print_models(list_deliveries(con, status, limit), _COLUMNS, as_json=as_json)


@app.command()
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
    from tasks.deliveries.outbox import retry_deliveries

    with open_project(tenant, project) as (con, now):
        found = retry_deliveries(con, delivery_id, now)
    print(json.dumps(found) if as_json else f"{len(found):,} deliveries will be tried again.")


@app.command()
def send(
    tenant: Tenant,
    project: Project,
    patience: Annotated[float, typer.Option(min=0, help="Seconds to wait for what is to be tried again.")] = 0.0,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Deliver all that is due, here and now; exits with 1 if something was given up."""
    key = ProjectKey(tenant, project)
    import asyncio

    from flows.cli.with_prefect.server import find_server
    from flows.settings import Settings

    if find_server(Settings().home) is None:
        from schemas.effects.delivery import DeliveryOptions
        from tasks.deliveries.deliver import deliver

        run = asyncio.run(deliver(Settings().home, key, DeliveryOptions(patience=patience)))
    else:
        from flows.cli.with_prefect.prefect_run import quietly
        from flows.deliver_distributions import deliver_distributions

        run = asyncio.run(quietly(deliver_distributions(tenant, project, patience), debug=debug))
    counts = f"{run.delivered:,} delivered, {run.retried:,} to be tried again, {run.dead:,} given up."
    print(run.model_dump_json() if as_json else counts)
    raise typer.Exit(Exit.SOME_REJECTED if run.dead else Exit.DONE)


@app.command("deploy")
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
    import asyncio

    from flows.cli.with_prefect.prefect_run import quietly
    from flows.deployments.deliveries import deploy_deliveries

    made = asyncio.run(quietly(deploy_deliveries(key, pool=pool, cron=cron), debug=debug))
    print(json.dumps(made) if as_json else f"Deployed {made['deployment']} to the work pool {pool}: {cron} (UTC).")
