"""How times are written: the table [dates]."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from schemas.mapping.month_names import checked_language
from schemas.mapping.table import Table, Texts
from schemas.mapping.time_patterns import checked_pattern
from schemas.mapping.time_zones import iana_name


class ZoneColumn(Table):
    """The zone of each time, in a column: as an IANA, Windows or Rails name, or an abbreviation of the USA."""

    name: str | None = None
    column: str | None = Field(None, description="the column's name in the header")
    otherwise: str | None = Field(None, description="the zone where the cell is empty")

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if (self.name is None) == (self.column is None):
            message = "name a time zone, or the column that says it"
            raise ValueError(message)
        return self

    @field_validator("name", "otherwise")
    @classmethod
    def _exists(cls, name: str | None) -> str | None:
        found = name and iana_name(name)
        if name and not found:
            message = f"{name!r} is not a time zone such as Europe/London"
            raise ValueError(message)
        return found


def _as_table(given: object) -> object:
    return {"name": given} if isinstance(given, str) else given


Zone = Annotated[ZoneColumn, BeforeValidator(_as_table)]


def checked_formats(formats: tuple[str, ...]) -> tuple[str, ...]:
    """The patterns as they are; raises `ValueError` if one cannot be honoured."""
    for each in formats:
        checked_pattern(each)
    return formats


Formats = Annotated[Texts, AfterValidator(checked_formats)]
"""One pattern of times, or several of which the first that fits counts."""


def _checked_language(language: str | None) -> str | None:
    return language and checked_language(language)


Language = Annotated[str | None, AfterValidator(_checked_language)]
"""Whose names of months and days these are."""


class Dates(Table):
    """How times are written."""

    format: Formats = Field(
        (),
        description="strptime pattern such as %d/%m/%Y %H:%M, %S.%f for fractions; `unix` (also %s), `unix_ms`, "
        "`unix_us`, `excel` and `excel_1904` for numbers; a list: the first that fits",
    )
    ask: bool = Field(False, description="`true`: instead of a format, which whoever imports the file has to say")
    time_zone: Zone = Field(
        ZoneColumn(name="UTC"),
        description='name of the clock they were read from: IANA, Windows or Rails, or `{ column = "Time Zone" }`; '
        "unused with an offset and with Unix times",
    )
    language: Language = Field(None, description="of the names of months and days, such as es or pt-BR")
    ambiguous: Literal["reject", "earliest", "latest"] = Field(
        "reject", description="which one is meant of an hour that the end of summer time repeats"
    )

    @model_validator(mode="after")
    def _has_a_format(self) -> Self:
        if bool(self.format) == self.ask:
            message = "name a format, such as %d/%m/%Y %H:%M"
            raise ValueError(message)
        return self
