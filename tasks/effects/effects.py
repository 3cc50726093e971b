"""Records what events cause: messages to deliver and points, in the transaction that records the events.

Invariant: an effect's id derives from (rule, customer, entry) and is a primary key, so it exists at most once however
often its cause is repeated; and it is committed with its cause, so none is lost. What may be caused at all is said by
`tasks.effects.trigger_policy`, and by the import's own mode, which is kept in its row in `imports`.
"""

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from schemas.effects.effects import DeliveryStatus, EffectsMode, ImportEffects, RuleEffects
from schemas.effects.event_types import SEGMENT_EVENTS
from schemas.errors import UsageError
from tasks.effects.trigger_policy import Cause, Consequence, allowed
from tasks.warehouse.statements import Connection, register, sql, transaction


@dataclass(frozen=True, slots=True)
class Plan:
    """What one cause may lead to: pairs of consequence and event type; whether it is held; the most deliveries."""

    allowed: frozenset[tuple[Consequence, str]]
    mode: EffectsMode = EffectsMode.DEFAULT
    limit: int | None = None

    @property
    def event_types(self) -> list[str]:
        """The types of events that are recorded."""
        return sorted(event_type for consequence, event_type in self.allowed if consequence is Consequence.EVENT)

    @property
    def tells_of_objects(self) -> bool:
        """Whether there are events of orders, products and SKUs too."""
        return not set(self.event_types).issubset(SEGMENT_EVENTS)


def choose_effects(con: Connection, import_id: str, mode: EffectsMode, limit: int | None = None) -> None:
    """Say what an import that has begun may cause; with `limit`, more deliveries than that are held."""
    con.execute(sql("effects/choose_effects"), {"import_id": import_id, "mode": mode.value, "limit": limit})


def plan_effects(con: Connection, cause: Cause, import_id: str | None) -> Plan:
    """What contract §5 and the import's own mode let it cause."""
    found = con.execute("SELECT effects, effects_limit FROM imports WHERE id = ?", [import_id]).fetchone()
    mode, limit = (EffectsMode(found[0] or EffectsMode.DEFAULT), found[1]) if found else (EffectsMode.DEFAULT, None)
    return Plan(frozenset() if mode is EffectsMode.NONE else allowed(cause), mode, limit)


def record_effects(con: Connection, plan: Plan, import_id: str | None, now: datetime) -> None:
    """Write the deliveries and points that the events of this cause at `now` lead to, in the caller's transaction.

    The events of segments are written already and their customers are in the table `facts`
    (`tasks.segments.memberships`); those of orders, products and SKUs are not.
    """
    if not plan.allowed:
        return
    stamp = {"import_id": import_id, "now": now}
    rows = [(consequence.value, event_type) for consequence, event_type in plan.allowed]
    register(con, "allowed", pl.DataFrame(rows, schema=["consequence", "event_type"], orient="row"))
    if import_id is not None and plan.tells_of_objects:
        con.execute(sql("effects/emit_object_events"), {**stamp, "event_types": plan.event_types})
    con.execute(sql("effects/happened"), stamp)
    if con.sql("SELECT 1 FROM happened LIMIT 1").fetchone():
        _record(con, plan, stamp)
    for table in ("happened", "due", "told"):
        con.execute(sql("segments/drop_temporary").format(table=table))


def _record(con: Connection, plan: Plan, stamp: dict[str, object]) -> None:
    con.execute(sql("effects/due_deliveries"))
    (count,) = con.execute("SELECT count(*) FROM due").fetchone()
    is_held = plan.mode is EffectsMode.HOLD
    if count:
        status = DeliveryStatus.HELD if is_held or _is_over(plan.limit, count) else DeliveryStatus.PENDING
        con.execute(sql("effects/event_data"))
        con.execute(sql("effects/insert_deliveries"), {**stamp, "status": status.value})
    con.execute(sql("effects/insert_points"), {**stamp, "status": "held" if is_held else "granted"})


def _is_over(limit: int | None, count: int) -> bool:
    return limit is not None and count > limit


def effects_of(con: Connection, import_id: str) -> ImportEffects:
    """What an import or on-going update has caused so far, rule by rule."""
    rows = con.execute(sql("effects/effects_of_import"), {"import_id": import_id}).pl().to_dicts()
    rules = [RuleEffects(**row) for row in rows]
    held, points = sum(rule.held_count for rule in rules), sum(rule.held_points for rule in rules)
    message = None
    if held or points:
        limit = plan_effects(con, Cause.HISTORICAL_IMPORT, import_id).limit
        why = f", as it may cause at most {limit:,} deliveries" if _is_over(limit, held) else ""
        message = (
            f"{held:,} deliveries and {points:,} points of {import_id} are held{why}. "
            f"`orders effects release {import_id}` lets them go, `orders effects drop {import_id}` forgets them."
        )
    return ImportEffects(import_id=import_id, rules=rules, message=message)


def release_effects(con: Connection, import_id: str, now: datetime) -> ImportEffects:
    """Let the held effects of an import go. Raises `UsageError` if nothing of it is held."""
    return _settle_held(con, import_id, now, DeliveryStatus.PENDING, "granted")


def drop_effects(con: Connection, import_id: str, now: datetime) -> ImportEffects:
    """Forget the held effects of an import for good. Raises `UsageError` if nothing of it is held."""
    return _settle_held(con, import_id, now, DeliveryStatus.DROPPED, "dropped")


def _settle_held(con: Connection, import_id: str, now: datetime, status: DeliveryStatus, points: str) -> ImportEffects:
    if effects_of(con, import_id).message is None:
        message = f"Nothing of {import_id} is held."
        raise UsageError(message, operator_hint="`orders effects show IMPORT_ID` says what an import has caused.")
    with transaction(con):
        con.execute(sql("effects/settle_held_deliveries"), {"import_id": import_id, "now": now, "status": status.value})
        con.execute(sql("effects/settle_held_points"), {"import_id": import_id, "status": points})
    return effects_of(con, import_id)
