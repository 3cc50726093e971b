"""`orders distribution|earning-rule|webhook`: the rules that let segments and orders act."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.options import AsJson, Debug, Project, Tenant, database_of, json_value
from schemas.clock import naive_utc_now
from schemas.effects.rules import Channel
from schemas.errors import UsageError

if TYPE_CHECKING:
    from tasks.warehouse.statements import Connection

distributions = typer.Typer(help="Rules that tell somebody about events.", no_args_is_help=True)
earning_rules = typer.Typer(help="Rules that give points for events.", no_args_is_help=True)
webhooks = typer.Typer(help="Subscriptions of the project to types of events.", no_args_is_help=True)

_DISTRIBUTION = ("name", "trigger", "segment_id", "channel", "url", "is_paused", "id")
_EARNING_RULE = ("name", "trigger", "segment_id", "points", "per", "metadata_key", "starts_at", "ends_at", "id")
_WEBHOOK = ("name", "url", "event_types", "id")

_Rule = Annotated[str, typer.Argument(metavar="RULE", help="Its name or id.")]
_Trigger = Annotated[str, typer.Option(help="The type of events, such as customer.segment.entered or order.paid.")]
_Segment = Annotated[str | None, typer.Option(help="Name or id of the segment, for customer.segment.… events.")]
_Header = Annotated[list[str], typer.Option("--header", help="HTTP header 'Name: value' to send too; repeatable.")]
_Moment = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="Time in UTC.")]


@contextmanager
def _warehouse(tenant: str, project: str, *, create: bool = False) -> Iterator[tuple["Connection", datetime]]:
    database = database_of(tenant, project)
    from tasks.warehouse.connection import open_warehouse

    with open_warehouse(database, create=create) as con:
        yield con, naive_utc_now()


@distributions.command("create")
def create_distribution(
    name: str,
    tenant: Tenant,
    project: Project,
    trigger: _Trigger,
    segment: _Segment = None,
    channel: Annotated[
        Channel, typer.Option(help="A POST, or a line in a file beside the database.")
    ] = Channel.WEBHOOK,
    url: Annotated[str | None, typer.Option(help="Where the webhook is sent.")] = None,
    header: _Header = [],  # noqa: B006 - typer copies it
    payload: Annotated[str | None, typer.Option(help="JSON with {{customer.email}} and the like, or @FILE.")] = None,
    raw: Annotated[bool, typer.Option("--raw", help="Send the payload alone, without the envelope.")] = False,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Tell somebody about each event of one type; its segment becomes active."""
    given = {"name": name, "trigger": trigger, "segment": segment, "channel": channel, "url": url, "is_raw": raw}
    filled = None if payload is None else json_value("--payload", payload)
    headers = _headers(header)
    from flows.cli.tables import print_model
    from tasks.rules import rules

    with _warehouse(tenant, project, create=True) as (con, now):
        made = rules.create_distribution(con, now, **given, payload=filled, headers=headers)
    print_model(made, _DISTRIBUTION, as_json=as_json)


@earning_rules.command("create")
def create_earning_rule(
    name: str,
    tenant: Tenant,
    project: Project,
    trigger: _Trigger,
    points: Annotated[int, typer.Option(help="Points given; with --per, for each whole Y.")],
    segment: _Segment = None,
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
    from flows.cli.tables import print_model
    from tasks.rules import rules

    with _warehouse(tenant, project, create=True) as (con, now):
        made = rules.create_earning_rule(con, now, **given, **more)
    print_model(made, _EARNING_RULE, as_json=as_json)


@webhooks.command("create")
def create_webhook(
    name: str,
    tenant: Tenant,
    project: Project,
    url: Annotated[str, typer.Option(help="Where it is sent.")],
    event: Annotated[list[str], typer.Option("--event", help="Type of events, such as order.paid; repeatable.")],
    header: _Header = [],  # noqa: B006 - typer copies it
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Subscribe the project to types of events."""
    headers = _headers(header)
    from flows.cli.tables import print_model
    from tasks.rules import rules

    with _warehouse(tenant, project, create=True) as (con, now):
        made = rules.create_webhook(con, now, name=name, url=url, event_types=event, headers=headers)
    print_model(made, _WEBHOOK, as_json=as_json)


@distributions.command("list")
def list_distributions(tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False) -> None:
    """List the distributions."""
    _list("Distribution", _DISTRIBUTION, tenant, project, as_json)


@earning_rules.command("list")
def list_earning_rules(tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False) -> None:
    """List the earning rules."""
    _list("EarningRule", _EARNING_RULE, tenant, project, as_json)


@webhooks.command("list")
def list_webhooks(tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False) -> None:
    """List the webhooks."""
    _list("Webhook", _WEBHOOK, tenant, project, as_json)


@distributions.command("delete")
def delete_distribution(
    rule: _Rule, tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False
) -> None:
    """Delete a distribution and drop what it has not delivered."""
    _delete("Distribution", rule, tenant, project, as_json)


@earning_rules.command("delete")
def delete_earning_rule(
    rule: _Rule, tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False
) -> None:
    """Delete an earning rule; the points it gave stay."""
    _delete("EarningRule", rule, tenant, project, as_json)


@webhooks.command("delete")
def delete_webhook(
    rule: _Rule, tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False
) -> None:
    """Delete a webhook and drop what it has not delivered."""
    _delete("Webhook", rule, tenant, project, as_json)


@distributions.command()
def pause(rule: _Rule, tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False) -> None:
    """Let a distribution record nothing and deliver nothing until it is resumed."""
    _set_paused(rule, tenant, project, as_json, is_paused=True)


@distributions.command()
def resume(rule: _Rule, tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False) -> None:
    """Let a paused distribution go on: first with what was pending."""
    _set_paused(rule, tenant, project, as_json, is_paused=False)


@webhooks.command()
def secret(tenant: Tenant, project: Project, debug: Debug = False) -> None:
    """Print the project's key of X-Orders-Signature, the HMAC-SHA256 of each webhook's body."""
    from tasks.rules.rules import signing_secret

    with _warehouse(tenant, project) as (con, now):
        print(signing_secret(con, now))


def _list(kind: str, columns: tuple[str, ...], tenant: str, project: str, as_json: bool) -> None:
    from flows.cli.tables import print_models
    from schemas.effects import rules as rule_kinds
    from tasks.rules import rules

    with _warehouse(tenant, project) as (con, _):
        print_models(rules.list_rules(con, getattr(rule_kinds, kind)), columns, as_json=as_json)


def _delete(kind: str, rule: str, tenant: str, project: str, as_json: bool) -> None:
    from schemas.effects import rules as rule_kinds
    from tasks.rules import rules

    with _warehouse(tenant, project) as (con, now):
        gone = rules.delete_rule(con, getattr(rule_kinds, kind), rule, now)
    print(gone.model_dump_json() if as_json else f"Deleted {gone.name} ({gone.id}).")


def _set_paused(rule: str, tenant: str, project: str, as_json: bool, *, is_paused: bool) -> None:
    from flows.cli.tables import print_model
    from tasks.rules import rules

    with _warehouse(tenant, project) as (con, _):
        print_model(rules.set_paused(con, rule, is_paused=is_paused), _DISTRIBUTION, as_json=as_json)


def _headers(given: list[str]) -> dict[str, str]:
    pairs = [text.partition(":") for text in given]
    for name, colon, _ in pairs:
        if not colon:
            message = f"{name!r} is not an HTTP header."
            raise UsageError(message, "Write --header 'Name: value'.")
    return {name.strip(): value.strip() for name, _, value in pairs}
