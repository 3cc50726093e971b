"""Makes rules, and what they make of the segments they use (contract §4).

Invariant: a segment is active exactly while a distribution or an earning rule uses it. Before its first rule it is
brought up to date in silence, so that only those who enter afterwards are entries.
"""

from datetime import datetime
from uuid import uuid4

import polars as pl
from pydantic import ValidationError

from schemas.effects.choices import Channel
from schemas.effects.event_types import SEGMENT_EVENTS
from schemas.effects.rules import Distribution, EarningRule, Webhook
from schemas.errors import UsageError
from tasks.effects.trigger_policy import Consequence, triggers
from tasks.rules.kinds import AnyRule, as_row, kind_of
from tasks.rules.payload import check_payload
from tasks.rules.rules import list_rules
from tasks.segments.lookup import find_segment
from tasks.segments.refresh import finish_earlier, rebuild
from tasks.warehouse.statements import Connection, register, sql, transaction


def create_distribution(con: Connection, now: datetime, /, **given: object) -> Distribution:
    """Make a distribution of its fields, `segment` being an id or a name. Raises `UsageError` if it makes no sense."""
    made = _checked(Distribution, now, _with_trigger(con, Consequence.DISTRIBUTION, given))
    if (made.channel is Channel.WEBHOOK) != (made.url is not None):
        message = f"A distribution by {made.channel.value} {'needs a URL' if made.url is None else 'has no URL'}."
        raise UsageError(
            message,
            "Give a URL with the channel webhook, and only then.",
            operator_hint="Give --url with --channel webhook, and only then.",
        )
    check_payload(made.payload)
    return _store(con, made, now)


def create_earning_rule(con: Connection, now: datetime, /, **given: object) -> EarningRule:
    """Make an earning rule of its fields, `segment` being an id or a name. Raises `UsageError` if it makes no sense."""
    made = _checked(EarningRule, now, _with_trigger(con, Consequence.EARNING_RULE, given))
    _check_earning(made)
    return _store(con, made, now)


def create_webhook(con: Connection, now: datetime, /, **given: object) -> Webhook:
    """Subscribe the project to `event_types`. Raises `UsageError` for a type that is none."""
    made = _checked(Webhook, now, given)
    for event_type in made.event_types:
        _check_trigger(Consequence.WEBHOOK, event_type)
    return _store(con, made, now)


def _check_earning(made: EarningRule) -> None:
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


def _with_trigger(con: Connection, consequence: Consequence, given: dict[str, object]) -> dict[str, object]:
    """The fields with `segment_id` for `segment`, which segment triggers need and others do not take."""
    trigger, segment = str(given["trigger"]), given.pop("segment", None)
    _check_trigger(consequence, trigger)
    if (trigger in SEGMENT_EVENTS) != (segment is not None):
        message = f"A {consequence.value} on {trigger} {'needs a' if segment is None else 'has no'} segment."
        raise UsageError(
            message,
            "Name a segment with customer.segment.entered or .left, and only then.",
            operator_hint="Give --segment with customer.segment.entered or .left, and only then.",
        )
    return {**given, "segment_id": None if segment is None else find_segment(con, str(segment)).id}


def _check_trigger(consequence: Consequence, event_type: str) -> None:
    if event_type not in triggers(consequence):
        message = f"A {consequence.value} cannot react to {event_type!r}."
        raise UsageError(message, f"It can to {', '.join(triggers(consequence))}.")


def _checked(kind: type[AnyRule], now: datetime, given: dict[str, object]) -> AnyRule:
    try:
        return kind.model_validate({"id": f"{kind_of(kind).prefix}{uuid4().hex}", "created_at": now, **given})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        message = f"The {kind_of(kind).noun}'s {where} will not do: {first['msg'].removeprefix('Value error, ')}."
        raise UsageError(message, f"Correct {where}; nothing was made.") from error


def _store(con: Connection, made: AnyRule, now: datetime) -> AnyRule:
    kind, segment_id = type(made), getattr(made, "segment_id", None)
    if any(rule.name == made.name for rule in list_rules(con, kind)):
        message = f"There is already a {kind_of(kind).noun} {made.name!r}."
        raise UsageError(message, "Choose another name, or delete that one first.")
    finish_earlier(con)
    if segment_id is not None and not find_segment(con, segment_id).is_active:
        rebuild(con, now, segment_id)
    with transaction(con):
        register(con, "staged", pl.DataFrame([as_row(made)]))
        con.execute(sql("warehouse/insert_rows").format(table=kind_of(kind).table))
        con.execute(sql("rules/mark_segment_use"), {"segment_id": segment_id})
    return made
