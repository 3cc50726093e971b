"""Number formats of workbooks that make a number look like an id: leading zeros, or something between its digits.

What a sheet shows of a quantity or an amount is the number, however its format groups, rounds or names it; those
formats are none of these.
"""

import re
import unicodedata
from dataclasses import dataclass

import polars as pl
from iso4217 import Currency

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<digit>[0#?])|(?P<other>.)', re.DOTALL
)
_SECTION = re.compile(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;])*', re.DOTALL)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?[0-9]+)")
# what stands for itself without quotes; anything else says that it is a time, a fraction, or a number in groups
_LITERAL = frozenset("$-+():!^&'{}<>= \u00a0")
_GAP = "~"
_CURRENCIES = frozenset(each.code for each in Currency)


@dataclass(frozen=True, slots=True)
class Shape:
    """What surrounds the digits of a whole number: one text before each place of the format, and one after the last.

    `places` are `0` (always a digit), `?` (a blank if there is none) and `#`. `otherwise` is for numbers of which
    `condition` does not hold.
    """

    texts: tuple[str, ...]
    places: str
    condition: tuple[str, int] | None = None
    otherwise: "Shape | None" = None

    def shown(self, number: pl.Expr) -> pl.Expr:
        """The text of whole numbers from 0 on."""
        digits = number.cast(pl.String).str.pad_start(len(self.places), _GAP)
        count = len(self.places)
        parts: list[pl.Expr] = []
        for at, (text, place) in enumerate(zip(self.texts, self.places, strict=False)):
            # digits for which there is no place stand before the first one
            digit = digits.str.head(1 - count) if at == 0 and count > 1 else digits.str.slice(at - count, 1)
            digit = digits if count == 1 else digit
            parts += [pl.lit(text), digit.str.replace_all(_GAP, {"0": "0", "?": " "}.get(place, ""), literal=True)]
        written = pl.concat_str(*parts, pl.lit(self.texts[-1])).str.strip_chars()
        if self.condition is None or self.otherwise is None:
            return written
        return pl.when(_holds(number, *self.condition)).then(written).otherwise(self.otherwise.shown(number))


def shape_of(code: str) -> Shape | None:
    """The shape that a number format gives to ids; none if it is one for quantities, amounts or times."""
    sections = [found for found in _SECTION.findall(code) if found]
    if not sections:
        return None
    first = _section(sections[0])
    if first is None:
        return None
    if first.condition is None:
        return first if _is_for_ids(first) else None
    other = _section(sections[1]) if len(sections) > 1 else Shape(("", ""), "0")
    if other is None or not (_is_for_ids(first) or _is_for_ids(other)):
        return None
    return Shape(first.texts, first.places, first.condition, Shape(other.texts, other.places))


def _section(section: str) -> Shape | None:
    texts, places, condition = [""], "", None
    for token in _TOKEN.finditer(section):
        if token["digit"]:
            # where there has to be a digit, there have to be all after it
            places += "0" if "0" in places else token["digit"]
            texts.append("")
        elif token["bracket"] is not None:
            found = _CONDITION.fullmatch(token["bracket"])
            condition = (found[1], int(found[2])) if found else condition
            texts[-1] += token["bracket"][1:].split("-")[0] if token["bracket"].startswith("$") else ""
        elif token["other"]:
            if token["other"] not in _LITERAL:
                return None
            texts[-1] += token["other"]
        else:
            texts[-1] += token["quoted"] or token["escaped"] or ""
    return Shape(tuple(texts), places, condition) if places else None


def _is_for_ids(shape: Shape) -> bool:
    between = "".join(shape.texts[1:-1]).strip()
    return shape.places.count("0") > 1 or between != "" or is_name(shape.texts[0].strip())


def is_name(text: str) -> bool:
    """Whether it may be what ids begin with, and not the currency of amounts."""
    is_money = text.upper() in _CURRENCIES or any(unicodedata.category(character) == "Sc" for character in text)
    return not is_money and any(character.isalnum() or character == "#" for character in text)


def _holds(number: pl.Expr, operator: str, limit: int) -> pl.Expr:
    match operator:
        case "<=":
            return number <= limit
        case ">=":
            return number >= limit
        case "<":
            return number < limit
        case ">":
            return number > limit
        case "=":
            return number == limit
        case _:
            return number != limit
