"""What one import has caused so far, and the end of what is held of it: released, or dropped for good."""

from datetime import datetime

from schemas.effects.choices import DeliveryStatus
from schemas.effects.effects import ImportEffects, RuleEffects
from schemas.errors import UsageError
from tasks.effects.effects import plan_effects
from tasks.effects.trigger_policy import Cause
from tasks.warehouse.statements import Connection, sql, transaction


def effects_of(con: Connection, import_id: str) -> ImportEffects:
    """What an import or on-going update has caused so far, rule by rule."""
    cause = {"import_id": import_id}
    # most imports have caused nothing, and a lake takes as long for each table as for its rows
    if con.execute(sql("effects/has_caused"), cause).fetchone() is None:
        return ImportEffects(import_id=import_id)
    rules = [RuleEffects(**row) for row in con.execute(sql("effects/effects_of_import"), cause).pl().to_dicts()]
    held, points = sum(rule.held_count for rule in rules), sum(rule.held_points for rule in rules)
    message = None
    if held or points:
        plan = plan_effects(con, Cause.HISTORICAL_IMPORT, import_id)
        why = f", as it may cause at most {plan.limit:,} deliveries" if plan.is_over(held) else ""
        message = (
            f"{held:,} deliveries and {points:,} points of {import_id} are held{why}. "
            f"`orders effects release {import_id}` lets them go, `orders effects drop {import_id}` forgets them."
        )
    return ImportEffects(import_id=import_id, rules=rules, message=message)


def release_effects(con: Connection, import_id: str, now: datetime) -> ImportEffects:
    """Let the held effects of an import go. Raises `UsageError` if nothing of it is held."""
    return _end_hold(con, import_id, now, DeliveryStatus.PENDING, "granted")


def drop_effects(con: Connection, import_id: str, now: datetime) -> ImportEffects:
    """Forget the held effects of an import for good. Raises `UsageError` if nothing of it is held."""
    return _end_hold(con, import_id, now, DeliveryStatus.DROPPED, "dropped")


def _end_hold(con: Connection, import_id: str, now: datetime, status: DeliveryStatus, points: str) -> ImportEffects:
    if effects_of(con, import_id).message is None:
        message = f"Nothing of {import_id} is held."
        raise UsageError(message, operator_hint="`orders effects show IMPORT_ID` says what an import has caused.")
    with transaction(con):
        con.execute(sql("effects/end_hold_of_deliveries"), {"import_id": import_id, "now": now, "status": status.value})
        con.execute(sql("effects/end_hold_of_points"), {"import_id": import_id, "status": points})
    return effects_of(con, import_id)
