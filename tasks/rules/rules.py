"""The rules of a project: listed, found, paused, deleted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic

from schemas.effects.rules import Distribution
from schemas.errors import NotFoundError
from tasks.rules.kinds import AnyRule, from_row, kind_of
from tasks.segments.refresh import finish_earlier
from tasks.warehouse.statements import Connection, sql, transaction, written_count


@dataclass(frozen=True, slots=True)
class Deleted(Generic[AnyRule]):
    """A rule that is gone, and what it will not do any more: deliveries it had not made, points that were held."""

    rule: AnyRule
    dropped_count: int
    dropped_points: int


def list_rules(con: Connection, kind: type[AnyRule]) -> list[AnyRule]:
    """All rules of one kind, in the order of their names."""
    rows = con.execute(sql("rules/list_rules").format(table=kind_of(kind).table)).pl().to_dicts()
    return [from_row(kind, row) for row in rows]


def find_rule(con: Connection, kind: type[AnyRule], id_or_name: str) -> AnyRule:
    """One rule by its id, else by its name; raises `NotFoundError` if there is none."""
    rules = list_rules(con, kind)
    for rule in [*(each for each in rules if each.id == id_or_name), *rules]:
        if id_or_name in (rule.id, rule.name):
            return rule
    message = f"There is no {kind_of(kind).noun} {id_or_name!r}."
    raise NotFoundError(message, operator_hint=f"`orders {kind_of(kind).command} list` shows their ids and names.")


def set_paused(con: Connection, id_or_name: str, *, is_paused: bool) -> Distribution:
    """Pause or resume a distribution. While paused, entries cause nothing, and what is pending waits."""
    found = find_rule(con, Distribution, id_or_name)
    finish_earlier(con)
    con.execute(sql("rules/pause_distribution"), {"rule_id": found.id, "is_paused": is_paused})
    return find_rule(con, Distribution, found.id)


def delete_rule(con: Connection, kind: type[AnyRule], id_or_name: str, now: datetime) -> Deleted[AnyRule]:
    """Delete a rule and drop what it has not delivered, or is held; points that were given stay given.

    Its segment is passive again if no other rule uses it.
    """
    found = find_rule(con, kind, id_or_name)
    finish_earlier(con)
    with transaction(con):
        con.execute(sql("rules/delete_rule").format(table=kind_of(kind).table), {"rule_id": found.id})
        dropped_count = written_count(con, sql("rules/drop_deliveries"), {"rule_id": found.id, "now": now})
        [(points,)] = con.execute(sql("rules/held_points"), {"rule_id": found.id}).fetchall()
        con.execute(sql("rules/drop_points"), {"rule_id": found.id})
        con.execute(sql("rules/mark_segment_use"), {"segment_id": getattr(found, "segment_id", None)})
    return Deleted(found, dropped_count, points)
