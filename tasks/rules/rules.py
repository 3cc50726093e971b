"""The rules of a project: made, listed, paused, deleted; and what they make of the segments they use (contract §4).

Invariant: a segment is active exactly while a distribution or an earning rule uses it. Before its first rule it is
brought up to date in silence, so that only those who enter afterwards are entries.
"""

import json
import secrets
from datetime import datetime
from typing import Any, TypeVar
from uuid import uuid4

import polars as pl
from pydantic import ValidationError

from schemas.effects.event_types import SEGMENT_EVENTS
from schemas.effects.rules import Channel, Distribution, EarningRule, Webhook
from schemas.errors import UsageError
from tasks.effects.trigger_policy import Consequence, triggers
from tasks.rules.payload import check_payload
from tasks.segments.refresh import rebuild
from tasks.segments.segments import find_segment
from tasks.warehouse.statements import Connection, register, sql, transaction

Rule = TypeVar("Rule", Distribution, EarningRule, Webhook)

_TABLES = {Distribution: "distributions", EarningRule: "earning_rules", Webhook: "webhooks"}
_PREFIXES = {Distribution: "dist_", EarningRule: "earn_", Webhook: "hook_"}
_NOUNS = {Distribution: "distribution", EarningRule: "earning rule", Webhook: "webhook"}


def create_distribution(con: Connection, now: datetime, **given: Any) -> Distribution:
    """Make a distribution of its fields, `segment` being an id or a name. Raises `UsageError` if it makes no sense."""
    given = _with_trigger(con, Consequence.DISTRIBUTION, given)
    made = _checked(Distribution, now, given)
    if (made.channel is Channel.WEBHOOK) != (made.url is not None):
        message = f"A distribution by {made.channel.value} {'needs a URL' if made.url is None else 'has no URL'}."
        raise UsageError(
            message,
            "Give a URL with the channel webhook, and only then.",
            operator_hint="Give --url with --channel webhook, and only then.",
        )
    check_payload(made.payload)
    return _store(con, made, now)


def create_earning_rule(con: Connection, now: datetime, **given: Any) -> EarningRule:
    """Make an earning rule of its fields, `segment` being an id or a name. Raises `UsageError` if it makes no sense."""
    given = _with_trigger(con, Consequence.EARNING_RULE, given)
    made = _checked(EarningRule, now, given)
    if made.metadata_key is not None and made.per is None:
        message = "A number in the metadata earns points in proportion only."
        raise UsageError(
            message,
            "Say too how much of the number earns the points once.",
            operator_hint="Give --per too: how much of the number earns the points once.",
        )
    if made.per is not None and made.metadata_key is None and made.segment_id is not None:
        message = "Points per something need a number, and entering a segment has none."
        raise UsageError(
            message,
            "Name the customer's metadata that holds the number.",
            operator_hint="Give --metadata-key, the customer's metadata that holds the number.",
        )
    if made.starts_at and made.ends_at and made.starts_at >= made.ends_at:
        message = "The rule would end before it starts."
        raise UsageError(
            message, "Let it end later than it starts.", operator_hint="Let --ends be later than --starts."
        )
    return _store(con, made, now)


def create_webhook(con: Connection, now: datetime, **given: Any) -> Webhook:
    """Subscribe the project to `event_types`. Raises `UsageError` for a type that is none."""
    made = _checked(Webhook, now, given)
    for event_type in made.event_types:
        _check_trigger(Consequence.WEBHOOK, event_type)
    return _store(con, made, now)


def list_rules(con: Connection, kind: type[Rule]) -> list[Rule]:
    """All rules of one kind, in the order of their names."""
    rows = con.execute(f"SELECT * FROM {_TABLES[kind]} ORDER BY name").pl().to_dicts()  # noqa: S608 - name is ours
    return [kind(**{name: _decoded(name, value) for name, value in row.items() if value is not None}) for row in rows]


def find_rule(con: Connection, kind: type[Rule], id_or_name: str) -> Rule:
    """One rule by its id, else by its name; raises `UsageError` if there is none."""
    rules = list_rules(con, kind)
    for rule in [*(each for each in rules if each.id == id_or_name), *rules]:
        if id_or_name in (rule.id, rule.name):
            return rule
    message = f"There is no {_NOUNS[kind]} {id_or_name!r}."
    raise UsageError(
        message, operator_hint=f"`orders {_NOUNS[kind].replace(' ', '-')} list` shows their ids and names."
    )


def set_paused(con: Connection, id_or_name: str, *, is_paused: bool) -> Distribution:
    """Pause or resume a distribution. While paused, entries cause nothing, and what is pending waits."""
    found = find_rule(con, Distribution, id_or_name)
    con.execute(sql("rules/pause_distribution"), {"rule_id": found.id, "is_paused": is_paused})
    return find_rule(con, Distribution, found.id)


def delete_rule(con: Connection, kind: type[Rule], id_or_name: str, now: datetime) -> Rule:
    """Delete a rule and drop what it has not delivered; its segment is passive again if no other rule uses it."""
    found = find_rule(con, kind, id_or_name)
    with transaction(con):
        con.execute(sql("rules/delete_rule").format(table=_TABLES[kind]), {"rule_id": found.id})
        con.execute(sql("rules/drop_deliveries"), {"rule_id": found.id, "now": now})
        con.execute(sql("rules/mark_segment_use"), {"segment_id": getattr(found, "segment_id", None)})
    return found


def signing_secret(con: Connection, now: datetime) -> str:
    """The project's key for the signatures of webhooks, made when first asked for."""
    found = con.execute("SELECT secret FROM project_secrets").fetchone()
    if found is not None:
        return found[0]
    secret = f"whsec_{secrets.token_hex(32)}"
    register(con, "staged", pl.DataFrame([{"secret": secret, "created_at": now}]))
    con.execute(sql("warehouse/insert_rows").format(table="project_secrets"))
    return secret


def _with_trigger(con: Connection, consequence: Consequence, given: dict[str, Any]) -> dict[str, Any]:
    """The fields with `segment_id` for `segment`, which segment triggers need and others do not take."""
    trigger, segment = given["trigger"], given.pop("segment", None)
    _check_trigger(consequence, trigger)
    if (trigger in SEGMENT_EVENTS) != (segment is not None):
        message = f"A {consequence.value} on {trigger} {'needs a' if segment is None else 'has no'} segment."
        raise UsageError(
            message,
            "Name a segment with customer.segment.entered or .left, and only then.",
            operator_hint="Give --segment with customer.segment.entered or .left, and only then.",
        )
    return {**given, "segment_id": None if segment is None else find_segment(con, segment).id}


def _check_trigger(consequence: Consequence, event_type: str) -> None:
    if event_type not in triggers(consequence):
        message = f"A {consequence.value} cannot react to {event_type!r}."
        raise UsageError(message, f"It can to {', '.join(triggers(consequence))}.")


def _checked(kind: type[Rule], now: datetime, given: dict[str, Any]) -> Rule:
    try:
        return kind(id=f"{_PREFIXES[kind]}{uuid4().hex}", created_at=now, **given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        message = f"The {_NOUNS[kind]}'s {where} will not do: {first['msg'].removeprefix('Value error, ')}."
        raise UsageError(message, f"Correct {where}; nothing was made.") from error


def _store(con: Connection, made: Rule, now: datetime) -> Rule:
    kind, segment_id = type(made), getattr(made, "segment_id", None)
    if any(rule.name == made.name for rule in list_rules(con, kind)):
        message = f"There is already a {_NOUNS[kind]} {made.name!r}."
        raise UsageError(message, "Choose another name, or delete that one first.")
    if segment_id is not None and not find_segment(con, segment_id).is_active:
        rebuild(con, now, segment_id, leave_pending=False)
    with transaction(con):
        register(con, "staged", pl.DataFrame([{name: _encoded(name, value) for name, value in dict(made).items()}]))
        con.execute(sql("warehouse/insert_rows").format(table=_TABLES[kind]))
        con.execute(sql("rules/mark_segment_use"), {"segment_id": segment_id})
    return made


def _encoded(name: str, value: Any) -> Any:
    if name in ("headers", "payload") and value is not None:
        return json.dumps(value)
    return value.value if isinstance(value, Channel) else value


def _decoded(name: str, value: Any) -> Any:
    return json.loads(value) if name in ("headers", "payload") else value
