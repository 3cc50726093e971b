"""Names of months, days and halves of the day in other languages, and how patterns of times spell them."""

from functools import cache

from babel import Locale, UnknownLocaleError

_MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
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
def english_names(language: str, *, is_long: bool) -> dict[str, str]:
    """What each name in a language is in English: `ene` is Jan, or January with `is_long`.

    The longest ones come first, since one may begin like another. Names with other letters than those of ASCII come in
    small letters, with a capital, and in capitals.
    """
    locale = Locale.parse(language.replace("-", "_"))
    english: dict[str, str] = {}
    for names, said in ((locale.days, _DAYS), (locale.months, _MONTHS)):
        for context in ("stand-alone", "format"):
            for width in ("wide", "abbreviated"):
                numbers = names[context][width]
                for place, number in enumerate(sorted(numbers)):
                    name = said[place] if is_long else said[place][:3]
                    plain = numbers[number].lower()
                    english |= {plain: name, plain.removesuffix("."): name}
                    # exports often write three letters where the language writes four: sep for sept
                    if len(plain.removesuffix(".")) > 3 and width == "abbreviated":
                        english.setdefault(plain[:3], name)
    periods = locale.day_periods["format"]["wide"]
    english |= {periods[half].lower(): half.upper() for half in ("am", "pm") if half in periods}
    cased = {
        each: name for text, name in english.items() for each in (text, text.capitalize(), text.upper())[: _forms(text)]
    }
    return dict(sorted(cased.items(), key=lambda each: -len(each[0])))


def _forms(text: str) -> int:
    return 1 if text.isascii() else 3
