"""How a currency is written beside an amount: by its code, and by the symbols of the countries where it is used."""

from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

# what people write and Unicode's tables do not have
_MORE = {
    "CHF": ("Fr", "Fr.", "SFr", "SFr."),
    "CNY": ("元", "RMB"),
    "DKK": ("kr",),
    "EUR": ("Euro",),
    "INR": ("Rs", "Rs."),
    "JPY": ("円",),
    "NOK": ("kr.",),
    "SEK": ("kr.",),
}


@cache
def symbols_of(currency: str) -> frozenset[str]:
    """Every text that may stand beside an amount of a currency: USD is written USD, $, US$."""
    locales = [Locale("en"), *(locale for code in _territories(currency) if (locale := _locale(code)))]
    return frozenset(
        {currency, *_MORE.get(currency, ()), *(locale.currency_symbols.get(currency, currency) for locale in locales)}
    )


def _territories(currency: str) -> list[str]:
    """Languages and territories, such as de_AT, where a currency is legal tender today."""
    spoken = get_global("territory_languages")
    return [
        f"{language}_{territory}"
        for territory, tenders in get_global("territory_currencies").items()
        if any(code == currency and end is None and is_tender for code, _, end, is_tender in tenders)
        for language, facts in spoken.get(territory, {}).items()
        if facts.get("official_status")
    ]


def _locale(code: str) -> Locale | None:
    try:
        return Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return None
