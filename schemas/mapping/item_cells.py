"""A cell that holds all items of an order in one text: how it is taken apart."""

import re
from collections.abc import Iterable
from typing import Self

from pydantic import Field, field_validator, model_validator

from schemas.mapping.conditions import checked_regex
from schemas.mapping.table import Table


class ItemCell(Table):
    """A column whose cells hold items. What an item's parts are called, `sku` say, is to [items] the column
    `<column>.sku`. Text that is no item, nor between two of them, rejects the order.
    """

    column: str = Field(description="the column's name in the header; may hold `{n}`")
    separator: str = Field(";", min_length=1, description="between two items")
    pairs: str = Field("|", min_length=1, description="between two parts of an item, each a name and a text")
    colon: str = Field(":", min_length=1, description="between a part's name and its text")
    pattern: str = Field(
        "", description="instead of the three: a regular expression for one item, whose named groups are its parts"
    )
    json_list: bool = Field(False, alias="json", description="`true`: the cell holds a JSON list of objects")

    @field_validator("pattern")
    @classmethod
    def _has_names(cls, text: str) -> str:
        if checked_regex(text) and "(?P<" not in text:
            message = "pattern needs a named group such as (?P<sku>[^,]*)"
            raise ValueError(message)
        return text

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.pattern and self.json_list:
            message = "a cell is read by pattern or as json, not both"
            raise ValueError(message)
        return self

    def without_group(self, columns: Iterable[str]) -> str | None:
        """The first of the columns that is a part of an item for which the pattern has no group."""
        prefix = f"{self.column}."
        groups = re.compile(self.pattern).groupindex if self.pattern else {}
        parts = sorted(column for column in columns if self.pattern and column.startswith(prefix))
        return next((part for part in parts if part.removeprefix(prefix) not in groups), None)
