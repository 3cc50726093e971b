"""Rows of customers in a bulk update: one that names somebody who was erased is handed back, without its text.

Bulk updates bring what another system holds, as imports do, and not somebody who acts now.
"""

import polars as pl

from schemas.orders.reject_codes import RejectCode
from tasks.erased.register import has_erased, key_of
from tasks.erased.rejected import ERASED_REASON, rows_of_erased
from tasks.warehouse.statements import Connection


def without_erased_rows(con: Connection, rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` (`ORDER_TEXTS`) in which those of erased people, unless these are back, have a fault and no text."""
    if not has_erased(con):
        return rows
    erased = rows_of_erased(con, rows, key_of(con), is_back=False)
    fault = {"code": RejectCode.CUSTOMER_ERASED.value, "path": "$", "reason": ERASED_REASON, "raw": ""}
    is_erased = pl.col("row").is_in(erased.implode())
    return rows.with_columns(
        pl.when(is_erased).then(pl.lit(said, pl.String)).otherwise(name).alias(name) for name, said in fault.items()
    )
