"""Which currency each amount is in: that of the whole file, or that which its own order names."""

from dataclasses import dataclass

import polars as pl

from schemas.mapping.money import DECIMALS, Money
from schemas.orders.reject_codes import RejectCode
from tasks.extract.values.faults import Faults, merged, reasons, where
from tasks.extract.values.numbers import Notation, amounts, invalid
from tasks.extract.values.texts import ORDER, Columns

_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Currencies:
    """The currency of each row: `code` for all of them, or `codes` (null where it is not named)."""

    code: str | None = None
    codes: pl.Series | None = None

    def read(self, texts: pl.Series, money: Money, *, is_typed: bool, minor_units: bool) -> tuple[pl.Series, Faults]:
        """Amounts in the smallest unit of their row's currency (Int64), as `[money]` says they are written."""
        if self.codes is None:
            assert self.code is not None  # one of the two is named
            return _read(texts, money, self.code, is_typed, minor_units)
        codes = self.codes.unique()
        if len(codes) == 1 and codes[0] in DECIMALS:
            return _read(texts, money, codes[0], is_typed, minor_units)
        numbers = pl.repeat(None, len(texts), dtype=pl.Int64, eager=True)
        faults = invalid(texts, ~self.codes.is_in(list(DECIMALS)).fill_null(False), "is an amount without a currency")
        for code in codes.drop_nulls():
            if code in DECIMALS:
                is_here = (self.codes == code).fill_null(False)
                found, wrong = _read(texts.set(~is_here, None), money, code, is_typed, minor_units)
                numbers, faults = numbers.zip_with(~is_here, found), merged(faults, wrong)
        return numbers, faults

    def read_sums(self, texts: pl.Series, money: Money, *, minor_units: bool) -> tuple[pl.Series, Faults]:
        """The same of texts that hold several amounts, a line each: what they come to."""
        each = pl.DataFrame({"text": texts.str.split("\n")}).with_row_index("row").explode("text")
        numbers, faults = self.gather(each["row"]).read(each["text"], money, is_typed=False, minor_units=minor_units)
        nothing = pl.lit(None, pl.String)
        of_each = each.with_columns(number=numbers, code=nothing, reason=nothing)
        of_each = of_each if faults is None else of_each.with_columns(faults)
        total = pl.when(pl.col("number").is_not_null().all()).then(pl.col("number").sum())
        first = (pl.col(name).drop_nulls().first() for name in ("code", "reason"))
        found = of_each.group_by("row", maintain_order=True).agg(total.alias("number"), *first)
        return found["number"], None if faults is None else found.select("code", "reason")

    def filter(self, mask: pl.Series) -> "Currencies":
        """Those of some rows."""
        return self if self.codes is None else Currencies(codes=self.codes.filter(mask))

    def gather(self, rows: pl.Series) -> "Currencies":
        """Those of rows at these positions."""
        return self if self.codes is None else Currencies(codes=self.codes.gather(rows))


def _read(texts: pl.Series, money: Money, code: str, is_typed: bool, minor_units: bool) -> tuple[pl.Series, Faults]:
    notation = Notation() if is_typed else Notation.of(money, code)
    return amounts(texts, notation, code, minor_units=minor_units)


def currencies_of(lines: pl.DataFrame, columns: Columns) -> Currencies:
    """The currency of each line: what it names, else another line of its order, else the one that is expected."""
    money = columns.mapping.money
    if money is None or not money.currency.column:
        return Currencies(money.currency.code if money else None)
    named = lines.select(ORDER, code=code_of_line(columns))
    if named["code"].has_nulls():
        named = named.select(code=pl.coalesce("code", pl.col("code").drop_nulls().first().over(ORDER)))
    return Currencies(codes=named["code"].fill_null(money.currency.expect) if money.currency.expect else named["code"])


def differing(lines: pl.DataFrame, columns: Columns, order_count: int) -> Faults:
    """The orders whose lines name several currencies."""
    money = columns.mapping.money
    if money is None or not money.currency.column:
        return None
    named = lines.select(ORDER, code=code_of_line(columns)).drop_nulls()
    if named["code"].n_unique() < _SEVERAL:
        return None
    found = named.group_by(ORDER).agg(low=pl.col("code").min(), high=pl.col("code").max())
    orders = pl.DataFrame({ORDER: pl.int_range(order_count, dtype=pl.UInt32, eager=True)})
    apart = orders.join(found.filter(pl.col("low") != pl.col("high")), on=ORDER, how="left", maintain_order="left")
    words = f"are both {' or '.join(money.currency.column)} in lines of this order"
    is_apart = pl.when(pl.col("low").is_not_null())
    return apart.select(
        code=is_apart.then(pl.lit(RejectCode.LINES_DISAGREE)),
        reason=is_apart.then(reasons("low", "and ") + reasons("high", words)),
    )


def code_of_line(columns: Columns) -> pl.Expr:
    """The currency that a line names, null if it names none."""
    names = columns.mapping.money.currency.column if columns.mapping.money else ()
    texts = [columns.text(name).str.strip_chars().str.to_uppercase() for name in names]
    return pl.coalesce(pl.lit(None, pl.String), *(pl.when(text != "").then(text) for text in texts))


def unexpected(codes: pl.Series, money: Money, most_frequent: str | None = None) -> Faults:
    """What is wrong with the currencies of orders: none, one that does not exist, or not that of the others.

    `most_frequent` is what the others are in, where these are not all orders.
    """
    expected = money.currency.expect or most_frequent or _most_frequent(codes)
    # of an order that names none, each amount says so itself
    is_strange = ~codes.is_in(list(DECIMALS)).fill_null(True)
    differs = (codes != expected).fill_null(False) if expected and not money.currency.mixed else is_strange
    is_wrong = is_strange | differs
    if not is_wrong.any():
        return None
    code = pl.col("code").str.slice(0, 20)
    hint = "a mapping that takes both says currency = { column = …, mixed = true }"
    reason = (
        pl.when("is_strange")
        .then(pl.format("'{}' is not a currency of ISO 4217 with a smallest unit", code))
        .otherwise(pl.format("'{}' is not {}, the currency of the file; {}", code, pl.lit(expected), pl.lit(hint)))
    )
    frame = pl.DataFrame({"code": codes, "is_strange": is_strange})
    faults = frame.select(code=pl.lit(RejectCode.UNEXPECTED_VALUE), reason=reason)
    return where(faults, is_wrong)


def _most_frequent(codes: pl.Series) -> str | None:
    real = codes.filter(codes.is_in(list(DECIMALS)))
    counts = (
        real.to_frame("code")
        .group_by("code", maintain_order=True)
        .len()
        .sort("len", descending=True, maintain_order=True)
    )
    return counts["code"][0] if counts.height else None
