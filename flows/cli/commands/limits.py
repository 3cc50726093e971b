"""`orders limit show|set`: the cap, the most orders one import may bring."""

import json
from typing import Annotated

import typer

from flows.cli.options import AsJson, Debug, Project, Tenant
from schemas.errors import UsageError
from schemas.ids import ProjectKey

app = typer.Typer(help="The most orders one import may bring (the cap).", no_args_is_help=True)

_ANY_TENANT = Annotated[str | None, typer.Option("--tenant", "-t", envvar="ORDERS_TENANT")]
_ANY_PROJECT = Annotated[str | None, typer.Option("--project", "-p", envvar="ORDERS_PROJECT")]


@app.command("show")
def show_limit(tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False) -> None:
    """Print the cap in force for a project."""
    key = ProjectKey(tenant, project)
    from flows.cli.with_prefect.caps import cap_in_force

    limit = cap_in_force(key, debug=debug)
    print(json.dumps({"limit": limit}) if as_json else limit)


@app.command("set")
def set_limit(
    limit: Annotated[int, typer.Argument(min=0)],
    tenant: _ANY_TENANT = None,
    project: _ANY_PROJECT = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Set the cap of one project, or of all that have none of their own."""
    if (tenant is None) != (project is None):
        message = "A cap is for one project or for all."
        raise UsageError(message, "Give both --tenant and --project, or neither.")
    key = None if tenant is None or project is None else ProjectKey(tenant, project)
    from flows.cli.with_prefect.caps import set_cap

    name = set_cap(key, limit, debug=debug)
    whose = "all projects without one of their own" if key is None else str(key)
    print(json.dumps({"limit": limit, "variable": name}) if as_json else f"{name or whose} = {limit}")
