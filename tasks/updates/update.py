"""What every on-going change is: one entity judged as an import judges it, and one transaction with its own id."""

import re
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

import polars as pl

from schemas.errors import UsageError
from schemas.orders.frames import Extracted, Kind, Staged, Validated, without_faults
from schemas.orders.source_format import SourceFormat
from schemas.reports.report import Loaded
from tasks.effects.trigger_policy import Cause
from tasks.erased.orders import came_back
from tasks.load.load import write
from tasks.segments.memberships import drop_temporary_tables
from tasks.segments.refresh import finish_earlier, refresh_touched
from tasks.validate.validate import validate
from tasks.warehouse.key_hashes import hash_of
from tasks.warehouse.statements import Connection, sql, transaction

_UPDATE_ID = re.compile(r"upd_[A-Za-z0-9_-]{1,64}")


def new_update_id() -> str:
    """An id for an update that is not a repeat of another."""
    return f"upd_{uuid4().hex}"


def require_update_id(text: str) -> str:
    """The same text; raises `UsageError` if it is not the id of an update."""
    if not _UPDATE_ID.fullmatch(text):
        message = f"{text!r} is not the id of an update."
        raise UsageError(message, "Use upd_ and 1-64 letters, digits, - and _.")
    return text


def validate_one(order_json: str) -> Validated:
    """One order as a batch of its own, judged; as it is news, it is never older than what is stored."""
    text = without_faults(pl.Series([order_json])).with_row_index("row")
    validated = validate(Extracted("order", SourceFormat.NDJSON, text), 1)
    orders = validated.good.orders.with_columns(changed_at=pl.lit(None, pl.Datetime("us")))
    return replace(validated, good=replace(validated.good, orders=orders))


def commit(con: Connection, staged: Staged, update_id: str, now: datetime) -> Loaded:
    """Write what an update staged, with all its consequences, in one transaction."""
    finish_earlier(con)
    with transaction(con):
        loaded = write(con, staged, update_id, now)
        came_back(con, staged.rows[Kind.CUSTOMER], now)
        con.execute(sql("segments/touch_pending").format(hash=hash_of("id")), {"import_id": update_id})
        refresh_touched(con, Cause.ONGOING_UPDATE, update_id, now)
        drop_temporary_tables(con)
    return loaded
