"""Conditions on the columns of a line: which lines count, which hold an item, where a value applies."""

import re
from typing import Annotated, Self

import polars as pl
from pydantic import Field, field_validator, model_validator

from schemas.mapping.table import OneOrMore, Table, Texts


class Condition(Table):
    """What has to be true of one column; blanks around its text do not matter, and all keys given have to hold."""

    column: str = Field(description="the column's name in the header")
    is_: Texts = Field((), alias="is", description="its text is this, or one of these")
    is_not: Texts = Field((), description="its text is not this, or none of these; an empty cell is none of them")
    present: bool | None = Field(None, description="whether there is any text")
    starts_with: Texts = Field((), description="its text begins with this, or one of these")
    matches: str = Field("", description="regular expression that is found in its text")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.is_ or self.is_not or self.starts_with or self.matches or self.present is not None):
            message = "say what has to be true of the column: is, is_not, present, starts_with or matches"
            raise ValueError(message)
        return self

    @field_validator("matches")
    @classmethod
    def _regular(cls, text: str) -> str:
        return checked_regex(text)


Conditions = Annotated[tuple[Condition, ...], OneOrMore]
"""One condition or a list of them."""


class Rows(Table):
    """Which rows of the file are lines of orders; the others are left out and counted."""

    keep: Conditions = Field((), description="conditions that all have to hold")
    skip: Conditions = Field((), description="conditions of which none may hold")


def checked_regex(text: str) -> str:
    """The regular expression; raises `ValueError` if it is none."""
    try:
        re.compile(text)
        # which reads columns, and knows neither what is ahead nor what was before
        pl.select(pl.lit("").str.contains(text))
    except (re.error, pl.exceptions.ComputeError) as error:
        message = f"{text!r} is no regular expression: {str(error).splitlines()[0]}"
        raise ValueError(message) from None
    return text
