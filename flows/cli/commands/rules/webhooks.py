"""`orders webhook create|list|delete|secret`: the project's subscriptions to types of events."""

from typing import Annotated

import typer

from flows.cli.commands.rules.shared import Header, Rule, delete_and_print, parse_headers, print_rule, print_rules
from flows.cli.options import AsJson, Debug, Project, Tenant, open_project

app = typer.Typer(help="Subscriptions of the project to types of events.", no_args_is_help=True)


@app.command()
def create(
    name: str,
    tenant: Tenant,
    project: Project,
    url: Annotated[str, typer.Option(help="Where it is sent.")],
    event: Annotated[list[str], typer.Option("--event", help="Type of events, such as order.paid; repeatable.")],
    header: Header = [],  # noqa: B006 - typer copies it
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Subscribe the project to types of events."""
    headers = parse_headers(header)
    from tasks.rules.create import create_webhook

    with open_project(tenant, project, create=True) as (con, now):
        made = create_webhook(con, now, name=name, url=url, event_types=event, headers=headers)
    print_rule(made, as_json)


@app.command("list")
def list_command(tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False) -> None:
    """List the webhooks."""
    from schemas.effects.rules import Webhook

    print_rules(Webhook, tenant, project, as_json)


@app.command()
def delete(rule: Rule, tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False) -> None:
    """Delete a webhook and drop what it has not delivered."""
    from schemas.effects.rules import Webhook

    delete_and_print(Webhook, rule, tenant, project, as_json)


@app.command()
def secret(tenant: Tenant, project: Project, debug: Debug = False) -> None:
    """Print the project's key of X-Orders-Signature, the HMAC-SHA256 of each webhook's body."""
    from tasks.rules.signing import signing_secret

    with open_project(tenant, project) as (con, now):
        print(signing_secret(con, now))
