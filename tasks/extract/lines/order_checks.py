"""Whether what an order comes to is what the file itself says that it does."""

from typing import Literal

import polars as pl

from schemas.mapping.checks import Check
from schemas.mapping.columns import MappedField
from schemas.mapping.mapping import Mapping
from schemas.mapping.values import ValueType
from schemas.orders.reject_codes import RejectCode
from schemas.reports.report import Warned
from tasks.extract.lines.assembly import REFUND, Place
from tasks.extract.values.converted import Converted
from tasks.extract.values.faults import Faults, merged

_NAMED_ROWS = 10


def check_fields(mapping: Mapping) -> list[MappedField]:
    """What is compared with ours, to be read like any amount of an order."""
    return [MappedField(("check", str(at)), check.column, ValueType.MONEY) for at, check in enumerate(mapping.check)]


def worth(
    equals: Literal["amount", "total_amount"],
    values: dict[tuple[str, ...], Converted],
    items: pl.DataFrame | None,
    height: int,
) -> pl.Series:
    """What each order comes to, refunds not taken off; null where that depends on what is not in the file."""
    nothing = pl.repeat(None, height, dtype=pl.Int64, eager=True)

    def number(place: str) -> pl.Series:
        value = values.get((place,))
        return nothing if value is None or value.number is None else value.number

    of_items, less = (nothing, nothing) if items is None else (items["amount"], items["discount"])
    frame = pl.DataFrame(
        {"given": number("amount"), "discount": number("discount_amount"), "items": of_items, "less": less}
    )
    amount = pl.coalesce("given", "items")
    if equals == "total_amount":
        amount = amount - pl.col("discount").fill_null(0) - pl.col("less").fill_null(0)
    return frame.select(amount.alias("worth")).to_series()


def is_given_back(values: dict[Place, Converted], items: pl.DataFrame | None, height: int) -> pl.Series | None:
    """The orders of which all that they come to was refunded, if any was: they are CANCELED (contract §2)."""
    refund = values.get(REFUND)
    if refund is None or refund.number is None:
        return None
    both = pl.DataFrame({"refund": refund.number, "worth": worth("total_amount", values, items, height)})
    is_all = (pl.col("refund") > 0) & (pl.col("refund") >= pl.col("worth"))
    return both.select(is_all.fill_null(False)).to_series()


def compared(check: Check, said: Converted, computed: pl.Series, rows: pl.Series) -> tuple[Faults, list[Warned]]:
    """Orders where the two differ, as faults or as a warning; `computed` is null where it is not known.

    A text that is no amount is a fault in either case.
    """
    column = " or ".join(check.column.origins())
    assert said.number is not None  # it is an amount
    frame = pl.DataFrame({"said": said.number, "computed": computed})
    differs = frame.select((pl.col("said") != pl.col("computed")).fill_null(False)).to_series()
    if not differs.any():
        return said.faults, []
    ours = check.equals.replace("_", " ")
    if check.otherwise == "warn":
        message = f"orders have another {ours} than their column {column} says"
        wrong = rows.filter(differs)
        return said.faults, [
            Warned(code="check_failed", message=message, count=len(wrong), rows=wrong.head(_NAMED_ROWS).to_list())
        ]
    reason = pl.format(f"the order's {ours} is {{}} in the smallest unit, and {column} says {{}}", "computed", "said")
    faults = frame.with_columns(differs=differs).select(
        code=pl.when("differs").then(pl.lit(RejectCode.CHECK_FAILED)), reason=pl.when("differs").then(reason)
    )
    return merged(said.faults, faults), []
