"""From rows to what is to be written of them, by the rules of an import; reads the database, writes nothing."""

from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl

from schemas.ids import ProjectKey
from schemas.orders.fields import PRODUCT_DATA, SKU_DATA
from schemas.orders.frames import REJECTS, Extracted, GoodOrders, Kind, Staged, Validated
from schemas.orders.reject_codes import RejectCode
from schemas.report import Warned
from tasks.bulk.handed_back import handed_back
from tasks.bulk.wrapping import as_order, words_of
from tasks.erased.bulk_rows import without_erased_rows
from tasks.transform.transform import transform
from tasks.validate.validate import validate
from tasks.warehouse.statements import Connection

_DATA = {Kind.PRODUCT: PRODUCT_DATA, Kind.SKU: SKU_DATA}


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who writes into which project, at what time (naive UTC)."""

    key: ProjectKey
    action_id: str
    now: datetime


def stage_rows(con: Connection, rows: Extracted, kind: Kind, stamp: Stamp) -> Staged:
    """Judge the rows, merge the good ones into what `con` holds, and say what is to be written."""
    if kind is Kind.CUSTOMER:
        rows = replace(rows, orders=without_erased_rows(con, rows.orders))
    orders = rows.orders.with_columns(as_order(pl.col("raw"), kind).alias("raw"))
    validated = _without_empty(validate(replace(rows, orders=orders), rows.orders.height), kind)
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


def _without_empty(validated: Validated, kind: Kind) -> Validated:
    """Less the rows in which nothing is said of a product or SKU, which an order may have in an item."""
    if kind is Kind.CUSTOMER:
        return validated
    mentions = validated.good.products if kind is Kind.PRODUCT else validated.good.skus
    is_said = pl.any_horizontal(pl.col("id", "source_id", "metadata", *_DATA[kind]).is_not_null())
    empty = validated.good.orders.join(mentions.filter(is_said), on="row", how="anti", maintain_order="left")
    if empty.is_empty():
        return validated
    fault = {"code": RejectCode.NO_ORDER_FIELD, "path": "$", "reason": "holds no field of an order"}
    named = empty.select("row", "source_id", **{name: pl.lit(said) for name, said in fault.items()})
    rejects = named.join(validated.texts.select("row", "raw"), on="row", how="left").select(REJECTS.names())
    return without_rows(validated, rejects.cast(REJECTS))


def without_rows(validated: Validated, rejects: pl.DataFrame) -> Validated:
    """The same, with these rows handed back too."""

    def kept(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.join(rejects, on="row", how="anti", maintain_order="left")

    good = validated.good
    frames = (good.orders, good.customers, good.items, good.products, good.skus)
    return replace(
        validated, good=GoodOrders(*map(kept, frames)), rejects=pl.concat([validated.rejects, rejects]).sort("row")
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
