"""What is kept of an erasure: its id, how far it is, and how much was erased; never whom it was about."""

import json
from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from pydantic import BaseModel, ConfigDict

from schemas.clock import aware_utc
from tasks.erased.keyed_hash import possible_hashes
from tasks.warehouse.statements import Connection, sql, transaction


class Erasure(BaseModel):
    """One erasure, as the shell shows it; `status` is IN_PROGRESS, ERASED (files are still due) or DONE.

    `erased` counts by kind; `left` names places that still have something of the person, and when that goes.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    status: str
    requested_at: datetime
    erased: dict[str, int] = {}
    left: list[str] = []


def find_erasure(
    con: Connection, *, customer_id: str | None = None, erasure_id: str | None = None, hashes: Iterable[str] = ()
) -> Erasure | None:
    """The erasure that is under way of a customer, that of this id, or the last one of whom one of the hashes names."""
    values = {"customer_id": customer_id, "erasure_id": erasure_id, "hashes": list(hashes)}
    row = con.execute(sql("erasure/find_erasure"), values).fetchone()
    if row is None:
        return None
    erasure_id, status, requested_at, result = row
    return Erasure(id=erasure_id, status=status, requested_at=aware_utc(requested_at), **json.loads(result))


def erased_before(con: Connection, name: str, key: bytes) -> Erasure | None:
    """The erasure of whoever had this name."""
    return find_erasure(con, hashes=possible_hashes(key, name))


def whom(con: Connection, erasure_id: str) -> str | None:
    """The customer whom an erasure is about, while their rows are there."""
    row = con.execute("SELECT customer_id FROM erasures WHERE id = ?", [erasure_id]).fetchone()
    return None if row is None else row[0]


def begin_erasure(con: Connection, customer_id: str, now: datetime, erasure_id: str | None = None) -> Erasure:
    """The erasure of this customer that a crash has left, or a new one, of this id if it is given.

    `now` is naive UTC.
    """
    earlier = find_erasure(con, customer_id=customer_id)
    if earlier is not None:
        return earlier
    erasure_id = erasure_id or f"del_{uuid4().hex}"
    with transaction(con):
        values = {"erasure_id": erasure_id, "customer_id": customer_id, "now": now}
        con.execute(sql("erasure/begin_erasure"), values)
    return Erasure(id=erasure_id, status="IN_PROGRESS", requested_at=aware_utc(now))


def note_erased(con: Connection, erasure: Erasure, erased: dict[str, int], left: list[str]) -> Erasure:
    """Note, in the caller's transaction, that no row names the person any more."""
    done = erasure.model_copy(update={"status": "ERASED", "erased": erased, "left": left})
    result = json.dumps({"erased": erased, "left": left})
    con.execute(sql("erasure/note_erased"), {"erasure_id": erasure.id, "result": result})
    return done


def unfinished_files(con: Connection) -> list[str]:
    """The erasures whose files are still to be written anew, the first one first."""
    return [erasure_id for (erasure_id,) in con.execute(sql("erasure/unfinished_files")).fetchall()]


def note_done(con: Connection, ids: list[str], now: datetime) -> None:
    """Note that no file has anything of these people any more."""
    with transaction(con):
        con.execute(sql("erasure/note_done"), {"ids": ids, "now": now})
