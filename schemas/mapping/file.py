"""How the file itself is written: the table [file]."""

import codecs
import re
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from schemas.mapping.conditions import checked_regex
from schemas.mapping.table import Table, Texts


class Children(Table):
    """JSON lines of which some belong to others: how a child names its order."""

    id: str = Field("id", description="member of an order by which its children name it")
    parent: str = Field("__parentId", description="member of a child that names its order")


class File(Table):
    """How the file itself is written."""

    separator: Annotated[str, Field(min_length=1, max_length=1)] | None = Field(
        None, description="between two cells of a CSV file; a comma, or a tab if the file is called .tsv, unless said"
    )
    quote: str = Field('"', max_length=1, description="around cells of a CSV file; empty if quotes mean nothing in it")
    escape: Literal["", "\\"] = Field(
        "", description="before a quote that is part of a cell, instead of a second quote"
    )
    encoding: str | None = Field(
        None, description="of text files that are not UTF-8 and have no byte order mark, such as windows-1252"
    )
    skip_lines: Annotated[int, Field(ge=0)] | None = Field(
        None, description="lines before the header; it is found by its names unless said"
    )
    footer: Texts = Field(
        (),
        description="regular expressions, one for each kind of line after the table; a group `(?P<orders>[0-9]+)`, "
        "`rows` or `amount` (of all orders, written as `[money]` says) is a total that has to be right",
    )
    trim: bool = Field(False, description="take blanks off both ends of texts and of the header's names")
    sheet: Texts = Field((), description="name of the sheet of a workbook, or several; the one that fits unless said")
    records: str | None = Field(
        None, description="where the list of orders is in a JSON document, as a path: `data.orders`"
    )
    lines: str | None = Field(
        None, description="member of a JSON order that is the list of its lines; `<lines>.sku` is a column then"
    )
    children: Children | None = None

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        if self.quote == (self.separator or ","):
            message = "quote and separator must differ"
            raise ValueError(message)
        if self.escape and not self.quote:
            message = "escape needs a quote"
            raise ValueError(message)
        if self.children is not None and self.lines is None:
            message = "children needs lines: under which name they are columns"
            raise ValueError(message)
        return self

    @field_validator("encoding")
    @classmethod
    def _of_text(cls, name: str | None) -> str | None:
        try:
            is_text = name is None or bool(b"a".decode(codecs.lookup(name).name))
        except (LookupError, UnicodeDecodeError):
            is_text = name is not None and name.lower().replace("_", "-").startswith(("utf-16", "utf-32"))
        if not is_text:
            message = f"{name!r} is no encoding of text; windows-1252, iso-8859-15, shift_jis and utf-16 are some"
            raise ValueError(message)
        return name

    @field_validator("footer")
    @classmethod
    def _regular(cls, footers: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(checked_regex, footers))

    @property
    def has_total_amount(self) -> bool:
        """Whether a line after the table says what the orders come to."""
        return any("amount" in re.compile(footer).groupindex for footer in self.footer)

    @property
    def cell_separator(self) -> str:
        """What is between two cells."""
        return self.separator or ","
