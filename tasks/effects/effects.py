"""Records what events cause: messages to deliver and points, in the transaction that records the events.

Invariant: an effect's id derives from (rule, customer, entry) and is written only if it is not there, by one writer at
a time, so it exists at most once however often its cause is repeated; and it is committed with its cause, so none is
lost. What may be caused at all is said by `tasks.effects.trigger_policy`, and by the import's own mode, which is kept
in its row in `imports`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from schemas.effects.choices import DeliveryStatus, EffectsMode
from schemas.effects.event_types import SEGMENT_EVENTS
from tasks.effects.trigger_policy import Cause, Consequence, allowed
from tasks.warehouse.statements import Connection, register, sql


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

    def is_over(self, count: int) -> bool:
        """Whether so many deliveries are more than may go out unseen."""
        return self.limit is not None and count > self.limit

    @property
    def tells_of_objects(self) -> bool:
        """Whether there are events of orders, products and SKUs too."""
        return not set(self.event_types).issubset(SEGMENT_EVENTS)


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
    for table in ("happened", "due", "event_data"):
        con.execute(sql("segments/drop_temporary").format(table=table))


def _record(con: Connection, plan: Plan, stamp: Mapping[str, object]) -> None:
    con.execute(sql("effects/due_deliveries"))
    [(count,)] = con.execute("SELECT count(*) FROM due").fetchall()
    is_held = plan.mode is EffectsMode.HOLD
    if count:
        status = DeliveryStatus.HELD if is_held or plan.is_over(count) else DeliveryStatus.PENDING
        con.execute(sql("effects/event_data"))
        con.execute(sql("effects/insert_deliveries"), {**stamp, "status": status.value})
    con.execute(sql("effects/insert_points"), {**stamp, "status": "held" if is_held else "granted"})
