"""`orders deploy`: what a project needs in Prefect, set up once and changed now and then."""

import json
import os
from typing import Annotated

import typer

from flows.cli.options import AsJson, Debug, Project, Tenant, home
from flows.local.home_lock import running_system
from schemas.errors import UsageError
from schemas.ids import ProjectKey


def deploy(
    tenant: Tenant,
    project: Project,
    cron: Annotated[str | None, typer.Option(help="When to import by itself, such as '0 3 * * *' (UTC).")] = None,
    source: Annotated[str | None, typer.Option(help="What a scheduled run imports.")] = None,
    pool: Annotated[str, typer.Option(help="Work pool; made as a process pool if it is not there.")] = "imports",
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Set up all that `prefect deployment run 'import-orders/TENANT--PROJECT'` needs; safe to repeat."""
    key = ProjectKey(tenant, project)
    if cron is not None and source is None:
        message = "A schedule needs something to import."
        raise UsageError(message, "Give --source, the path or URL that each scheduled run reads.")
    import asyncio

    from flows.cli.with_prefect.prefect_run import quietly
    from flows.deployments.imports import deploy_project

    made = asyncio.run(quietly(deploy_project(key, pool=pool, cron=cron, source=source), debug=debug))
    if as_json:
        print(json.dumps(made))
    else:
        print(f"Deployed {made['deployment']} to the work pool {pool}, queue {made['queue']}. Run it:")
        print(
            f"  {setting_for_prefect()}prefect deployment run '{made['deployment']}' -p source=/path/to/orders.ndjson"
        )


def setting_for_prefect() -> str:
    """The setting that `prefect` needs where our own commands find the server by themselves."""
    system = None if "PREFECT_API_URL" in os.environ else running_system(home())
    return "" if system is None else f"PREFECT_API_URL={system.prefect_url}/api "
