"""Columns that must say one of a few texts: orders in which they say another one are rejected."""

import polars as pl

from schemas.orders.reject_codes import RejectCode
from tasks.extract.values.faults import Faults, reasons
from tasks.extract.values.texts import ORDER, Columns


def unexpected_texts(lines: pl.DataFrame, columns: Columns, order_count: int) -> list[Faults]:
    """For each column of `expect`, the orders of which a line says something else; an empty cell says nothing."""
    return [
        _unexpected(lines.select(ORDER, text=columns.text(column).str.strip_chars()), column, allowed, order_count)
        for column, allowed in columns.mapping.expect.items()
    ]


def _unexpected(lines: pl.DataFrame, column: str, allowed: tuple[str, ...], order_count: int) -> Faults:
    odd = lines.filter(~pl.col("text").is_in(["", *allowed]))
    if odd.is_empty():
        return None
    words = f"stands in {column}, where the mapping expects {' or '.join(allowed)}"
    found = odd.group_by(ORDER).agg(pl.col("text").first())
    orders = pl.DataFrame({ORDER: pl.int_range(order_count, dtype=pl.UInt32, eager=True)})
    every = orders.join(found, on=ORDER, how="left", maintain_order="left")
    is_odd = pl.when(pl.col("text").is_not_null())
    return every.select(
        code=is_odd.then(pl.lit(RejectCode.UNEXPECTED_VALUE)), reason=is_odd.then(reasons("text", words))
    )
