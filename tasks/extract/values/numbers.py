"""Numbers and amounts as texts write them, to whole numbers: exactly, digit by digit.

No binary fraction ever stands for an amount.
"""

import re
from dataclasses import dataclass

import polars as pl

from schemas.mapping.currencies import symbols_of
from schemas.mapping.money import DECIMALS, Money
from schemas.orders.reject_codes import RejectCode
from tasks.extract.values.faults import Faults, reasons

_PLAIN = r"^-?[0-9]+(?:\.[0-9]+)?$"
_MINUS = "-\u2212\u2012\u2013"
# what stands for a blank or an apostrophe between thousands
_GROUPS = {" ": r"\s", "'": "'’ʼ`"}


@dataclass(frozen=True, slots=True)
class Notation:
    """How numbers are written: `.` and `,` between whole part and fraction and between thousands."""

    decimal: str = "."
    thousands: str = ""
    symbols: tuple[str, ...] = ()

    @classmethod
    def of(cls, money: Money | None, currency: str | None = None) -> "Notation":
        """As `[money]` says; beside an amount the currency may stand."""
        if money is None:
            return cls()
        symbols = {*money.symbols, *(symbols_of(currency) if currency else ())}
        return cls(money.decimal_separator, money.thousands_separator, tuple(sorted(symbols, key=len, reverse=True)))

    def plain(self, texts: pl.Series) -> pl.Series:
        """Each text as -12.50; null where it is no number in this notation."""
        is_plain = self.decimal == "." and texts.str.contains(_PLAIN).all()
        return texts if is_plain else texts.to_frame("text").select(self._plain(pl.col("text"))).to_series()

    def _plain(self, text: pl.Expr) -> pl.Expr:
        parts = text.str.extract_groups(self._pattern())
        part = parts.struct.field
        number = part("number")
        if self.thousands:
            number = number.str.replace_all(f"[{self._group()}]", "")
        if self.decimal != ".":
            number = number.str.replace(self.decimal, ".", literal=True)
        number = number.str.replace(r"^\.", "0.")
        is_negative = part("open").is_not_null() | part("minus").is_not_null() | part("after").is_not_null()
        # 5,- is 5
        number = number.str.strip_chars_end(f"{_MINUS}\u2014").str.strip_suffix(".")
        is_whole = part("open").is_null() == part("close").is_null()
        return pl.when(is_whole & number.is_not_null()).then(
            pl.when(is_negative).then(pl.lit("-") + number).otherwise(number)
        )

    def _group(self) -> str:
        return _GROUPS.get(self.thousands, re.escape(self.thousands))

    def _pattern(self) -> str:
        whole = f"[0-9]{{1,3}}(?:[{self._group()}][0-9]{{3}})+|[0-9]+" if self.thousands else "[0-9]+"
        if self.thousands == ",":
            # lakhs and crores: 1,23,45,678
            whole = f"[0-9]{{1,2}}(?:,[0-9]{{2}})*,[0-9]{{3}}|{whole}"
        point = re.escape(self.decimal)
        number = f"(?P<number>(?:{whole})(?:{point}(?:[0-9]+|[{_MINUS}\u2014]{{1,2}}))?|{point}[0-9]+)"
        symbol = f"(?i:{'|'.join(map(re.escape, self.symbols))})?" if self.symbols else ""
        sign = f"(?:\\+|(?P<minus>[{_MINUS}]))?"
        # a sign stands on either side of the symbol, but once
        before = f"{symbol}\\s*(?P<open>\\()?\\s*{symbol}\\s*{sign}\\s*{symbol}\\s*"
        after = f"\\s*{symbol}\\s*(?P<after>[{_MINUS}])?\\s*{symbol}\\s*(?P<close>\\))?"
        return f"^\\s*{before}{number}{after}\\s*$"


def amounts(texts: pl.Series, notation: Notation, currency: str, *, minor_units: bool) -> tuple[pl.Series, Faults]:
    """Texts in one currency, in its smallest unit (Int64); null, with a fault, where that cannot be."""
    decimals = 0 if minor_units else DECIMALS[currency]
    plain = notation.plain(texts)
    frame = pl.DataFrame({"text": texts, "plain": plain})
    fraction = pl.col("plain").str.extract(r"\.([0-9]+)$").fill_null("").str.strip_chars_end("0")
    fits = fraction.str.len_bytes() <= decimals
    digits = pl.col("plain").str.extract("^(-?[0-9]*)") + fraction.str.pad_end(decimals, "0")
    numbers = frame.select(pl.when(fits).then(digits).cast(pl.Int64, strict=False)).to_series()
    if numbers.null_count() == texts.null_count():
        return numbers, None
    unit = " in its smallest unit" if minor_units else ""
    is_number = pl.col("plain").is_not_null()
    example = f"1{notation.decimal}50" if decimals else "150"
    reason = (
        pl.when(~is_number)
        .then(reasons("text", f"is not an amount of money such as {example}"))
        .when(~fits)
        .then(reasons("text", f"has more decimals than {currency} has{unit} ({decimals})"))
        .otherwise(reasons("text", "is more money than 64 bits hold"))
    )
    code = pl.when(is_number & fits).then(pl.lit(RejectCode.TOO_LARGE)).otherwise(pl.lit(RejectCode.INVALID_NUMBER))
    is_wrong = pl.Series(numbers.is_null() & texts.is_not_null())
    return numbers, frame.select(code=pl.when(is_wrong).then(code), reason=pl.when(is_wrong).then(reason))


def whole_numbers(texts: pl.Series, notation: Notation, *, fractions_are_one: bool) -> tuple[pl.Series, Faults]:
    """Texts as Int64, also where a whole number is written 6.0000; with `fractions_are_one`, 0.75 is 1."""
    plain = notation.plain(texts).str.replace(r"\.0+$", "")
    if fractions_are_one:
        plain = plain.str.replace(r"^[0-9]+\.[0-9]+$", "1")
    numbers = plain.cast(pl.Int64, strict=False)
    return numbers, invalid(texts, numbers.is_null(), "is not a whole number of 64 bits")


def json_numbers(texts: pl.Series, notation: Notation) -> tuple[pl.Series, Faults]:
    """Texts as JSON writes numbers, to the last digit."""
    plain = notation.plain(texts).str.replace(r"^(-?)0+([0-9])", "${1}${2}")
    return plain, invalid(texts, plain.is_null(), "is not a number")


def invalid(texts: pl.Series, is_wrong: pl.Series, words: str) -> Faults:
    """The fault of being no number, where there is a text."""
    is_fault = is_wrong & texts.is_not_null()
    if not is_fault.any():
        return None
    return pl.DataFrame({"text": texts, "is_fault": is_fault}).select(
        code=pl.when("is_fault").then(pl.lit(RejectCode.INVALID_NUMBER)),
        reason=pl.when("is_fault").then(reasons("text", words)),
    )
