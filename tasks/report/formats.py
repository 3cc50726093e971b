"""How numbers, money and times are written on the page: thousands apart, currencies by their symbols, UTC."""

from datetime import UTC, datetime

from babel.numbers import get_currency_symbol

from schemas.clock import aware_utc
from schemas.mapping.money import DECIMALS

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MINUTE, _HOUR = 60.0, 3600.0
NO_BREAK = "\N{NO-BREAK SPACE}"


def number(count: int) -> str:
    """12,345 of 12345."""
    return f"{count:,}"


def money(amount: int, currency: str | None) -> str:
    """£1,234.50 of 123450 GBP; of no currency, or one that is not in ISO 4217, the smallest unit as it is stored."""
    digits = DECIMALS.get(currency or "")
    if currency is None or digits is None:
        return number(amount)
    whole, part = divmod(abs(amount), 10**digits)
    value = f"{whole:,}.{part:0{digits}d}" if digits else f"{whole:,}"
    symbol = str(get_currency_symbol(currency, locale="en"))
    gap = NO_BREAK if symbol[-1:].isalpha() else ""
    return f"{'−' if amount < 0 else ''}{symbol}{gap}{value}"


def major_units(amount: int, currency: str | None) -> float:
    """The same as a number, for an axis."""
    return amount / float(10 ** DECIMALS.get(currency or "", 0))


def currency_name(currency: str | None) -> str:
    """What a heading calls it."""
    return currency or "no currency stated"


def month_name(month: str) -> str:
    """Feb 2020 of 2020-02."""
    year, _, place = month.partition("-")
    return f"{_MONTHS[int(place) - 1]} {year}"


def month_span(first: str, last: str) -> str:
    """One month, or from one to another."""
    return month_name(first) if first == last else f"{month_name(first)} – {month_name(last)}"


def moment(at: datetime) -> str:
    """2020-02-29 13:05 UTC."""
    return f"{aware_utc(at) if at.tzinfo is None else at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def duration(milliseconds: float) -> str:
    """Of a few milliseconds up to hours, with no more digits than one reads."""
    seconds = milliseconds / 1000
    if seconds < 1:
        return f"{milliseconds:,.0f}{NO_BREAK}ms"
    if seconds < _MINUTE:
        return f"{seconds:.1f}{NO_BREAK}s"
    if seconds < _HOUR:
        return f"{int(seconds // _MINUTE)}{NO_BREAK}min {int(seconds % _MINUTE)}{NO_BREAK}s"
    return f"{int(seconds // _HOUR):,}{NO_BREAK}h {int(seconds % _HOUR // _MINUTE)}{NO_BREAK}min"


def share(part: int, whole: int) -> str:
    """22.1 %; what is there at all is never 0, and what is missing at all never 100."""
    if not whole:
        return "–"
    percent = 100 * part / whole
    if 0 < percent < 0.1:
        return f"<{NO_BREAK}0.1{NO_BREAK}%"
    return f"{min(percent, 99.9) if part < whole else percent:.1f}".removesuffix(".0") + f"{NO_BREAK}%"
