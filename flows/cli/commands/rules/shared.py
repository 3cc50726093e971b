"""What the commands for distributions, earning rules and webhooks have in common: list, delete, shared options."""

import json
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from flows.cli.options import open_project
from schemas.errors import UsageError

if TYPE_CHECKING:
    from schemas.effects.rules import Distribution, EarningRule, Webhook

    AnyRule = TypeVar("AnyRule", Distribution, EarningRule, Webhook)

Rule = Annotated[str, typer.Argument(metavar="RULE", help="Its name or id.")]
Trigger = Annotated[str, typer.Option(help="The type of events, such as customer.segment.entered or order.paid.")]
Segment = Annotated[str | None, typer.Option(help="Name or id of the segment, for customer.segment.… events.")]
Header = Annotated[list[str], typer.Option("--header", help="HTTP header 'Name: value' to send too; repeatable.")]

_COLUMNS: dict[str, tuple[str, ...]] = {
    "Distribution": ("name", "trigger", "segment_id", "channel", "url", "is_paused", "id"),
    "EarningRule": ("name", "trigger", "segment_id", "points", "per", "metadata_key", "starts_at", "ends_at", "id"),
    "Webhook": ("name", "url", "event_types", "id"),
}


def print_rule(rule: "Distribution | EarningRule | Webhook", as_json: bool) -> None:
    """Print one rule as the list of its kind has it."""
    from flows.cli.display.tables import print_model

    print_model(rule, _COLUMNS[type(rule).__name__], as_json=as_json)


def print_rules(kind: "type[AnyRule]", tenant: str, project: str, as_json: bool) -> None:
    """Print the project's rules of one kind."""
    from flows.cli.display.tables import print_models
    from tasks.rules.rules import list_rules

    with open_project(tenant, project) as (con, _):
        print_models(list_rules(con, kind), _COLUMNS[kind.__name__], as_json=as_json)


def delete_and_print(kind: "type[AnyRule]", rule: str, tenant: str, project: str, as_json: bool) -> None:
    """Delete a rule by its name or id, and print what is gone."""
    from tasks.rules.rules import delete_rule

    with open_project(tenant, project) as (con, now):
        gone = delete_rule(con, kind, rule, now)
    dropped = {"dropped_count": gone.dropped_count, "dropped_points": gone.dropped_points}
    if as_json:
        print(json.dumps({**gone.rule.model_dump(mode="json"), **dropped}, ensure_ascii=False))
        return
    lost = [
        f"{count:,} {noun}"
        for count, noun in zip(dropped.values(), ("deliveries", "held points"), strict=True)
        if count
    ]
    also = f" Dropped with it: {' and '.join(lost)}." if lost else ""
    print(f"Deleted {gone.rule.name} ({gone.rule.id}).{also}")


def parse_headers(given: list[str]) -> dict[str, str]:
    """Headers by their names. Raises `UsageError` for one without a colon."""
    pairs = [text.partition(":") for text in given]
    for name, colon, _ in pairs:
        if not colon:
            message = f"{name!r} is not an HTTP header."
            raise UsageError(message, "Write --header 'Name: value'.")
    return {name.strip(): value.strip() for name, _, value in pairs}
