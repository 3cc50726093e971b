"""`orders distribution create|list|pause|resume|delete`: rules that tell somebody about events."""

from typing import Annotated

import typer

from flows.cli.commands.rules.shared import (
    Header,
    Rule,
    Segment,
    Trigger,
    delete_and_print,
    parse_headers,
    print_rule,
    print_rules,
)
from flows.cli.options import AsJson, Debug, Project, Tenant, json_value, open_project
from schemas.effects.choices import Channel

app = typer.Typer(help="Rules that tell somebody about events.", no_args_is_help=True)


@app.command()
def create(
    name: str,
    tenant: Tenant,
    project: Project,
    trigger: Trigger,
    segment: Segment = None,
    channel: Annotated[
        Channel, typer.Option(help="A POST, or a line in a file beside the database.")
    ] = Channel.WEBHOOK,
    url: Annotated[str | None, typer.Option(help="Where the webhook is sent.")] = None,
    header: Header = [],  # noqa: B006 - typer copies it
    payload: Annotated[str | None, typer.Option(help="JSON with {{customer.email}} and the like, or @FILE.")] = None,
    raw: Annotated[bool, typer.Option("--raw", help="Send the payload alone, without the envelope.")] = False,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Tell somebody about each event of one type; its segment becomes active."""
    given = {"name": name, "trigger": trigger, "segment": segment, "channel": channel, "url": url, "is_raw": raw}
    template = None if payload is None else json_value("--payload", payload)
    headers = parse_headers(header)
    from tasks.rules.create import create_distribution

    with open_project(tenant, project, create=True) as (con, now):
        made = create_distribution(con, now, **given, payload=template, headers=headers)
    print_rule(made, as_json)


@app.command("list")
def list_command(tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False) -> None:
    """List the distributions."""
    from schemas.effects.rules import Distribution

    print_rules(Distribution, tenant, project, as_json)


@app.command()
def delete(rule: Rule, tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False) -> None:
    """Delete a distribution and drop what it has not delivered."""
    from schemas.effects.rules import Distribution

    delete_and_print(Distribution, rule, tenant, project, as_json)


@app.command()
def pause(rule: Rule, tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False) -> None:
    """Let a distribution record nothing and deliver nothing until it is resumed."""
    _set_paused(rule, tenant, project, as_json, is_paused=True)


@app.command()
def resume(rule: Rule, tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False) -> None:
    """Let a paused distribution go on: first with what was pending."""
    _set_paused(rule, tenant, project, as_json, is_paused=False)


def _set_paused(rule: str, tenant: str, project: str, as_json: bool, *, is_paused: bool) -> None:
    from tasks.rules.rules import set_paused

    with open_project(tenant, project) as (con, _):
        print_rule(set_paused(con, rule, is_paused=is_paused), as_json)
