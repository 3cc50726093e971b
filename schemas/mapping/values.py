"""Where one value comes from, and what is done to its text on the way.

A value is written as a column's name (`price = "UnitPrice"`), as a table (`{ column = "Id", strip_suffix = ".0" }`),
or as a list of either, of which the first one that is there counts.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Literal, Self

from babel.core import get_global
from pydantic import BeforeValidator, Field, JsonValue, field_validator, model_validator

from schemas.mapping.conditions import Conditions, checked_regex
from schemas.mapping.dates import Formats, Language, Zone
from schemas.mapping.table import Table, Texts
from schemas.orders.fields import STATUSES


class ValueType(StrEnum):
    """How the text of a cell becomes a value."""

    TEXT = "text"
    KEY = "key"
    STATUS = "status"
    PHONE = "phone"
    WHOLE = "whole number"
    MONEY = "money"
    TIME = "time"
    DATE = "date"
    NUMBER = "number"
    BOOLEAN = "boolean"
    JSON = "json"


_TIMES = (ValueType.TIME, ValueType.DATE)
_NUMBERS = (ValueType.WHOLE, ValueType.MONEY, ValueType.NUMBER)
# keys that mean something for some types only
_KEYS_OF_TYPES = {
    "sum": _NUMBERS,
    "negate": _NUMBERS,
    "minor_units": (ValueType.MONEY,),
    "fractions": (ValueType.WHOLE,),
    "format": _TIMES,
    "time_zone": (ValueType.TIME,),
    "language": _TIMES,
    "region": (ValueType.PHONE,),
}
_ORIGINS = ("column", "first", "join", "sum", "row", "constant")
_NOT_HANDED_DOWN = {*_ORIGINS, "lines", "when", "separator", "type"}


def _as_table(given: object) -> object:
    if isinstance(given, str):
        return {"column": given}
    return {"first": given} if isinstance(given, list) else given


class Value(Table):
    """Where a value comes from: one of `column`, `first`, `join`, `sum`, `row` and `constant`; then what is done to it,
    in the order of these keys.
    """

    column: str | None = Field(None, description="the column's name in the header; of JSON the path of a member")
    first: tuple["AnyValue", ...] = Field(
        (), description="values of which the first that is there counts; a plain list means the same"
    )
    join: tuple["AnyValue", ...] = Field((), description="values whose texts are put together, absent ones left out")
    separator: str = Field(" ", description="what is put between the texts of `join`")
    sum: tuple["AnyValue", ...] = Field((), description="amounts or numbers to add up")
    row: bool = Field(False, description="`true`: the number of the line, counted from 1 after the header")
    constant: JsonValue = Field(None, description="one value for every order or item; money in the smallest unit")
    when: Conditions = Field((), description="conditions that have to hold; otherwise the value is absent")
    trim: bool | None = Field(None, description="take blanks off both ends of a text; as in `[file]` unless said")
    absent: Texts = Field((), description="texts that mean 'no value', besides the empty cell")
    strip_prefix: Texts = Field((), description="text to take off the beginning, such as the ' that guards 01234")
    strip_suffix: Texts = Field((), description="text to take off the end, such as .0 of an id that was once a float")
    pattern: str = Field("", description="regular expression with a group, which is the value; no match is no value")
    lower: bool = Field(False, description="in lower case")
    map: dict[str, str] = Field({}, description="the value for each text; other texts are refused, or go to the next")
    otherwise: str | None = Field(None, description="with `map`: the value for all other texts")
    present: str | None = Field(None, description="the value wherever there is any text")
    prefix: str = Field("", description="text to put before it")
    negate: bool = Field(False, description="with the opposite sign")
    minor_units: bool | None = Field(None, description="written in the smallest unit; as in `[money]` unless said")
    fractions: Literal["reject", "one"] = Field(
        "reject", description="of a quantity that is a weight, such as 0.75: `one` makes it 1"
    )
    format: Formats = Field((), description="as in `[dates]`, for this value")
    time_zone: Zone | None = Field(None, description="as in `[dates]`, for this value")
    language: Language = Field(None, description="as in `[dates]`, for this value")
    region: "AnyValue | None" = Field(
        None, description='`{ constant = "DE" }` or a column: country of phone numbers, to make them +49…'
    )
    type: Literal["text", "number", "boolean", "money", "time", "date", "json"] | None = Field(
        None, description="of metadata: what the text means; text unless said"
    )
    lines: Literal["same", "first", "last", "sum"] = Field(
        "same", description="of an order: what its lines must say, or which of them count"
    )

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        given = [name for name in _ORIGINS if self.constant is not None or name != "constant"]
        given = [name for name in given if name == "constant" or getattr(self, name)]
        if len(given) != 1:
            message = f"name either a column or a constant: one of {', '.join(_ORIGINS)}"
            raise ValueError(message)
        if self.otherwise is not None and not self.map:
            message = "otherwise needs a map"
            raise ValueError(message)
        return self

    @field_validator("pattern")
    @classmethod
    def _has_a_group(cls, text: str) -> str:
        if checked_regex(text) and "(" not in text:
            message = f"{text!r} has no group ( ), which would be the value"
            raise ValueError(message)
        return text

    @field_validator("region")
    @classmethod
    def _of_a_country(cls, region: "Value | None") -> "Value | None":
        code = region.constant if region is not None else None
        if code is not None and str(code).upper() not in get_global("territory_languages"):
            message = f"{code!r} is no country such as DE"
            raise ValueError(message)
        return region

    @property
    def parts(self) -> tuple["Value", ...]:
        """The values that it is made of; to those that stand for it, what is to be done is handed down."""
        if self.join:
            return self.join
        own = {name: getattr(self, name) for name in self.model_fields_set - _NOT_HANDED_DOWN}
        return tuple(
            part.model_copy(
                update={name: each for name, each in own.items() if name not in part.model_fields_set}
                | {"when": (*part.when, *self.when)}
            )
            for part in self.first or self.sum
        )

    @property
    def is_fixed(self) -> bool:
        """Whether it is the same for all lines, as far as its text goes."""
        return not self.row and not any(True for _ in self.origins())

    def origins(self) -> Iterator[str]:
        """The columns that its text comes from."""
        if self.column is not None:
            yield self.column
        for part in (*self.join, *self.first, *self.sum):
            yield from part.origins()

    def columns(self) -> Iterator[str]:
        """Every column that has a say in it: its origins, those of conditions, of its time zone and its region."""
        if self.column is not None:
            yield self.column
        yield from (condition.column for condition in self.when)
        for part in (*self.join, *self.first, *self.sum, *([self.region] if self.region else ())):
            yield from part.columns()
        if self.time_zone is not None and self.time_zone.column is not None:
            yield self.time_zone.column

    def misplaced(self, value_type: ValueType) -> str | None:
        """What is wrong with the keys that are given, for a value of this type."""
        for name, types in _KEYS_OF_TYPES.items():
            if name in self.model_fields_set and value_type not in types:
                return f"{name} is for {' and '.join(types)}, and this is {value_type}"
        said = (*self.map.values(), self.otherwise, self.present, self.constant)
        strange = [each for each in said if each is not None and each not in STATUSES]
        if value_type is ValueType.STATUS and strange:
            return f"{strange[0]!r} is no status; there are {', '.join(STATUSES)}"
        inner = (part.misplaced(value_type) for part in (*self.first, *self.sum))
        return next((said for said in inner if said), None)


AnyValue = Annotated[Value, BeforeValidator(_as_table)]
Value.model_rebuild()
