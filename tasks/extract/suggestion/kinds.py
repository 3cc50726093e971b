"""What the texts of a column look like: times, amounts, whole numbers, e-mail addresses, currencies.

They are read by the very functions that an import reads them with.
"""

import re
from itertools import product

import polars as pl

from schemas.mapping.currencies import symbols_of
from schemas.mapping.money import DECIMALS, Money
from tasks.extract.values.numbers import Notation, amounts, whole_numbers
from tasks.extract.values.times import TimeNotation

_DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%d.%m.%y", "%d/%m/%y", "%m/%d/%y")
_NAMED = ("%b %d, %Y", "%d %b %Y", "%d-%b-%y", "%d-%b-%Y", "%b-%d-%y")
_CLOCKS = ("", " %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p", " %H:%M:%S %z")
_ISO = ("%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f")
_FORMATS = (*_ISO, *(day + clock for day, clock in product((*_DAYS, *_NAMED), _CLOCKS)))
_NOTATIONS = ((".", ""), (".", ","), (",", ""), (",", "."), (",", " "), (".", " "), (".", "'"))
_TELLING = ("EUR", "GBP", "PLN", "CZK", "INR", "JPY", "TRY", "ILS", "KRW", "BRL", "CHF")
_MOST = 2000


def sampled(texts: pl.Series) -> pl.Series:
    """Some of the texts that are there, each once."""
    return texts.drop_nulls().unique(maintain_order=True).head(_MOST)


def time_formats(texts: pl.Series) -> list[str]:
    """The patterns by which all of them are times; of those that read the same times, the first."""
    found = sampled(texts)
    if not len(found) or not found.head(20).str.contains(r"[0-9]{2}").all():
        return []
    read: dict[str, pl.Series] = {}
    for pattern in _FORMATS:
        moments = _moments(TimeNotation((pattern,)), found)
        if moments is not None and not any(moments.equals(others) for others in read.values()):
            read[pattern] = moments
    return list(read)


def _moments(notation: TimeNotation, texts: pl.Series) -> pl.Series | None:
    """The times; none if one of them cannot be read."""
    first, _ = notation.read(texts.head(5), None)
    if first.has_nulls():
        return None
    moments, _ = notation.read(texts, None)
    return None if moments.has_nulls() else moments


def is_whole(texts: pl.Series) -> bool:
    """Whether all of them are whole numbers, such as 6 or 6.0000."""
    found = sampled(texts)
    return len(found) > 0 and whole_numbers(found, Notation(), fractions_are_one=False)[1] is None


def notations(texts: pl.Series, currency: str) -> set[tuple[str, str]]:
    """The pairs of a decimal and a thousands separator by which nearly all of them are amounts."""
    found = sampled(texts)
    return {each for each in _NOTATIONS if len(found) and _is_money(found, currency, each)}


def _is_money(texts: pl.Series, currency: str, separators: tuple[str, str]) -> bool:
    point, group = separators
    money = Money.model_validate({"currency": currency, "decimal_separator": point, "thousands_separator": group})
    _, faults = amounts(texts, Notation.of(money, currency), currency, minor_units=False)
    return faults is None or faults["reason"].null_count() > 0.95 * len(texts)


def is_email(texts: pl.Series) -> bool:
    """Whether nearly all of them are e-mail addresses."""
    found = sampled(texts)
    return len(found) > 0 and found.str.contains(r"^\s*[^@\s]+@[^@\s]+\.[^@\s]+\s*$").sum() > 0.8 * len(found)


def is_currency(texts: pl.Series) -> bool:
    """Whether all of them are codes of currencies."""
    found = sampled(texts).str.strip_chars().str.to_uppercase()
    return len(found) > 0 and found.is_in(list(DECIMALS)).all()


def currency_by_symbol(texts: pl.Series) -> str | None:
    """The currency whose symbol stands beside amounts, where it is that of one alone: € and not $."""
    signs = {sign for text in sampled(texts).head(200) for sign in re.findall(r"[^\d\s.,'’()+-]+", text)}
    return next((code for code in _TELLING if signs and signs <= symbols_of(code) - {"$", "¥"}), None)
