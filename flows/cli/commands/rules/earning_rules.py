"""`orders earning-rule create|list|delete`: rules that give points for events."""

from datetime import datetime
from typing import Annotated

import typer

from flows.cli.commands.rules.shared import Rule, Segment, Trigger, delete_and_print, print_rule, print_rules
from flows.cli.options import AsJson, Debug, Project, Tenant, open_project

app = typer.Typer(help="Rules that give points for events.", no_args_is_help=True)

_Moment = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="Time in UTC.")]


@app.command()
def create(
    name: str,
    tenant: Tenant,
    project: Project,
    trigger: Trigger,
    points: Annotated[int, typer.Option(help="Points given; with --per, for each whole Y.")],
    segment: Segment = None,
    per: Annotated[int | None, typer.Option(help="Y: how much of the number earns the points once.")] = None,
    metadata_key: Annotated[str | None, typer.Option(help="The customer's metadata that holds the number.")] = None,
    starts: _Moment = None,
    ends: _Moment = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Give points: fixed, or X points for each Y of a number (order.paid: the order's amount); members earn nothing."""
    given = {"name": name, "trigger": trigger, "segment": segment, "points": points, "per": per}
    more = {"metadata_key": metadata_key, "starts_at": starts, "ends_at": ends}
    from tasks.rules.create import create_earning_rule

    with open_project(tenant, project, create=True) as (con, now):
        made = create_earning_rule(con, now, **given, **more)
    print_rule(made, as_json)


@app.command("list")
def list_command(tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False) -> None:
    """List the earning rules."""
    from schemas.effects.rules import EarningRule

    print_rules(EarningRule, tenant, project, as_json)


@app.command()
def delete(rule: Rule, tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False) -> None:
    """Delete an earning rule; the points it gave stay."""
    from schemas.effects.rules import EarningRule

    delete_and_print(EarningRule, rule, tenant, project, as_json)
