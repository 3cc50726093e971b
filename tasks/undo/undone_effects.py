"""What becomes of the effects of imports that count no more, or again: what went out is listed and never repeated."""

from datetime import datetime

from schemas.reports.undo_report import MOST_LISTED, SentDelivery, UndoneEffects
from tasks.warehouse.statements import Connection, sql


def undo_effects(con: Connection, undo_id: str, now: datetime) -> UndoneEffects:
    """Take back points by transactions, drop what is held or waits, in the caller's transaction; or give it back.

    `undo_gone` and `undo_back` say of which imports.
    """
    stamp = {"undo_id": undo_id, "now": now}
    con.execute(sql("undo/undo_points"), stamp)
    con.execute(sql("undo/note_dropped"), stamp)
    con.execute(sql("undo/drop_deliveries"), stamp)
    con.execute(sql("undo/drop_points"), {"undo_id": undo_id})
    con.execute(sql("undo/restore_deliveries"), {"now": now})
    con.execute(sql("undo/restore_points"))
    [(released_count,)] = con.execute(sql("undo/forget_dropped")).fetchall()
    sent = con.execute(sql("undo/sent_deliveries"), {"now": now}).pl()
    given = "SELECT coalesce(sum(points), 0)::BIGINT FROM point_transactions WHERE import_id = ?"
    [(points,)] = con.execute(given, [undo_id]).fetchall()
    [(dropped_count,)] = con.execute("SELECT count(*) FROM dropped_effects WHERE undo_id = ?", [undo_id]).fetchall()
    return UndoneEffects(
        points=points,
        dropped_count=dropped_count,
        released_count=released_count,
        sent_count=sent.height,
        sent=[SentDelivery(**each) for each in sent.head(MOST_LISTED).to_dicts()],
    )
