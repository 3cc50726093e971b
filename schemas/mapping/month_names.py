"""Names of months, days and halves of the day in other languages, and how patterns of times spell them."""

from collections.abc import Mapping
from functools import cache
from unicodedata import combining, normalize

from babel import Locale, UnknownLocaleError

_Names = Mapping[str, Mapping[str, Mapping[int, str]]]
_MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
# what other programs write: Excel's and Java's Mrz for März
_MORE = {"de": {"mrz": "March", "mrz.": "March", "maerz": "March", "jän": "January", "jänner": "January"}}
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def checked_language(language: str) -> str:
    """The language; raises `ValueError` if nothing is known of it."""
    try:
        Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        message = f"{language!r} is no language such as es or pt-BR"
        raise ValueError(message) from None
    return language


@cache
def english_names(language: str, *, is_long: bool, has_days: bool) -> dict[str, str]:
    """What each name in a language is in English: `ene` is Jan, or January with `is_long`.

    The longest ones come first, since one may begin like another. Names with other letters than those of ASCII come in
    small letters, with a capital, and in capitals.
    """
    locale = Locale.parse(language.replace("-", "_"))
    english = _names(locale.months, _MONTHS, is_long=is_long)
    if has_days:
        english = _names(locale.days, _DAYS, is_long=is_long) | english
    english |= _halves(locale)
    english |= {
        written: _MORE[language[:2]][written][: None if is_long else 3] for written in _MORE.get(language[:2], ())
    }
    english = {_without_accents(text): name for text, name in english.items()} | english
    cased = {each: name for text, name in english.items() for each in _cases(text)}
    return dict(sorted(cased.items(), key=lambda each: -len(each[0])))


def _names(names: _Names, english: list[str], *, is_long: bool) -> dict[str, str]:
    found: dict[str, str] = {}
    short: dict[str, set[str]] = {}
    for context in ("stand-alone", "format"):
        for width in ("wide", "abbreviated"):
            numbers = names[context][width]
            for place, number in enumerate(sorted(numbers)):
                name = english[place] if is_long else english[place][:3]
                written = numbers[number].lower().removesuffix(".")
                found |= {written: name, f"{written}.": name}
                short.setdefault(written[:3], set()).add(name)
    # exports often write three letters where the language writes four: sep for sept
    for written, meant in short.items():
        if len(meant) == 1:
            name = next(iter(meant))
            found = {written: name, f"{written}.": name} | found
    return found


def _halves(locale: Locale) -> dict[str, str]:
    """Names of the halves of the day; single letters may be part of other words."""
    found: dict[str, str] = {}
    for widths in locale.day_periods.values():
        for periods in widths.values():
            found |= {periods[half].lower(): half.upper() for half in ("am", "pm") if len(periods.get(half, "")) > 1}
    return found


def _without_accents(text: str) -> str:
    return "".join(each for each in normalize("NFD", text) if not combining(each)) if text.isascii() is False else text


def _cases(text: str) -> tuple[str, ...]:
    return (text,) if text.isascii() else (text, text.capitalize(), text.upper())
