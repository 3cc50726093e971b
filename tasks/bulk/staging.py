"""From rows to what is to be written of them, by the rules of an import; reads the database, writes nothing."""

from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl

from schemas.ids import ProjectKey
from schemas.orders.frames import Extracted, Kind, Staged
from schemas.reports.report import Warned
from tasks.bulk.handed_back import handed_back
from tasks.bulk.left_out import without_empty
from tasks.bulk.sku_products import with_products
from tasks.bulk.wrapping import as_order, words_of
from tasks.erased.bulk_rows import without_erased_rows
from tasks.transform.transform import transform
from tasks.validate.validate import validate
from tasks.warehouse.statements import Connection


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who writes into which project, at what time (naive UTC)."""

    key: ProjectKey
    action_id: str
    now: datetime


def stage_rows(con: Connection, rows: Extracted, kind: Kind, stamp: Stamp, product_id: str | None = None) -> Staged:
    """Judge the rows, merge the good ones into what `con` holds, and say what is to be written.

    With `product_id` they are SKUs of that product.
    """
    if kind is Kind.CUSTOMER:
        rows = replace(rows, orders=without_erased_rows(con, rows.orders))
    orders = rows.orders.with_columns(as_order(pl.col("raw"), kind, product_id).alias("raw"))
    validated = without_empty(validate(replace(rows, orders=orders), rows.orders.height), kind)
    if kind is Kind.SKU:
        validated = with_products(con, validated)
    good = replace(validated.good, orders=validated.good.orders.clear())
    staged = transform(con, replace(validated, good=good), stamp.key, stamp.action_id, stamp.now)
    rejects = handed_back(staged.rejects, rows.orders, kind)
    return replace(
        _only(staged, kind),
        rejects=rejects,
        warnings=_warnings(staged, kind),
        row_count=rows.orders.height,
        done_count=rows.orders.height - rejects.height,
    )


def _only(staged: Staged, kind: Kind) -> Staged:
    """Without the product that an SKU brings along: it is there, and nothing was said about it."""

    def kept(frames: dict[Kind, pl.DataFrame]) -> dict[Kind, pl.DataFrame]:
        return {each: frame if each is kind else frame.clear() for each, frame in frames.items()}

    unchanged = {each: count if each is kind else 0 for each, count in staged.unchanged.items()}
    mentioned = staged.mentioned.filter(pl.col("kind") == kind.table)
    return replace(
        staged, rows=kept(staged.rows), replaced=kept(staged.replaced), unchanged=unchanged, mentioned=mentioned
    )


def _warnings(staged: Staged, kind: Kind) -> list[Warned]:
    """Those that are about a row, not about the order around it."""
    return [
        each.model_copy(update={"message": words_of(each.message, kind)})
        for each in staged.warnings
        if each.code == "unknown_field"
    ]
