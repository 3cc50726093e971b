"""On-going sync: one order as it happens, by the code of the import and with the other trigger policy (contract §5).

Invariant: data, summaries, memberships, events and effects of one update are one transaction, and an update with the
same id is done at most once.
"""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from schemas.effects.effects import ImportEffects
from schemas.errors import UsageError
from schemas.ids import ProjectKey
from schemas.orders.frames import Kind, Staged
from schemas.reports.report import Written
from tasks.effects.import_effects import effects_of
from tasks.transform.transform import transform
from tasks.updates.update import commit, new_update_id, require_update_id, validate_one
from tasks.warehouse.statements import Connection

_WRITTEN = frozenset(Kind) - {Kind.CUSTOMER}
"""Written even if it stays as it is, as it is news; a customer is not changed by being named."""


class RejectedOrderError(UsageError):
    """The order would be rejected by an import."""


class OrderUpdate(BaseModel):
    """What one on-going update did; `events` are the types of what it caused, `is_repeat` if it was done before."""

    model_config = ConfigDict(frozen=True)

    update_id: str
    order_id: str | None
    orders: Written = Written()
    events: list[str] = []
    effects: ImportEffects
    is_repeat: bool = False


def upsert_order(
    con: Connection,
    order_json: str,
    key: ProjectKey,
    now: datetime,
    *,
    update_id: str | None = None,
    must_exist: bool | None = None,
) -> OrderUpdate:
    """Create or update one order given as JSON text, with all its consequences. `now` is naive UTC.

    With `must_exist`, only an order that is stored already (true) or is not (false) will do, else `UsageError`. Raises
    `RejectedOrderError` with path and reason if the order would be rejected. Nothing is written then.
    """
    update_id = require_update_id(update_id or new_update_id())
    if con.execute("SELECT 1 FROM events WHERE import_id = ? LIMIT 1", [update_id]).fetchone():
        return _outcome(con, update_id, Written(), is_repeat=True)
    staged = _staged(con, order_json, key, update_id, now)
    is_stored = staged.replaced[Kind.ORDER].height > 0
    if must_exist is not None and is_stored is not must_exist:
        message = f"The order {'is there already' if is_stored else 'does not exist'}."
        raise UsageError(
            message, operator_hint="`orders order create` makes new orders, `orders order update` changes stored ones."
        )
    return _outcome(con, update_id, commit(con, staged, update_id, now).orders)


def _staged(con: Connection, order_json: str, key: ProjectKey, update_id: str, now: datetime) -> Staged:
    staged = transform(con, validate_one(order_json), key, update_id, now, kept_unchanged=_WRITTEN)
    for json_path, reason in staged.rejects.select("path", "reason").iter_rows():
        message = f"The order was not stored: {json_path} {reason}."
        raise RejectedOrderError(message, "Correct it and send it again.")
    return staged


def _outcome(con: Connection, update_id: str, written: Written, *, is_repeat: bool = False) -> OrderUpdate:
    query = "SELECT type, object_id FROM events WHERE import_id = ? ORDER BY type, id"
    happened = con.execute(query, [update_id]).fetchall()
    return OrderUpdate(
        update_id=update_id,
        order_id=next((each for event_type, each in happened if event_type.startswith("order.")), None),
        orders=written,
        events=[event_type for event_type, _ in happened],
        effects=effects_of(con, update_id),
        is_repeat=is_repeat,
    )
