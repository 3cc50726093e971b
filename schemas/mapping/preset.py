"""What a mapping file that is shipped says of itself: the tables [preset] and [recognise]; in others they mean nothing.

`schemas.presets` has the files.
"""

from typing import Annotated

from pydantic import Field

from schemas.mapping.table import Table, Texts
from schemas.orders.source_format import SourceFormat


class Preset(Table):
    """What a shipped mapping is for, in words for a person."""

    title: str = Field(description="whose file it is, and which one")
    takes: str = Field("", description="what becomes what")
    leaves_out: str = Field("", description="what the file says and orders do not get, or what it does not say")
    sure: str = Field("", description="where the facts are from")
    note: str = Field("", description="what whoever imports such a file has to know, each time")
    instead: str = Field("", description="of a file that cannot be imported: which one can")


class Recognise(Table):
    """How a file is told from others: by the names in its header, or by the members of its JSON objects."""

    formats: Annotated[tuple[SourceFormat, ...], Field(min_length=1)]
    required: Annotated[Texts, Field(min_length=1)] = Field(description="names that such a file has, each of them")
    forbidden: Texts = Field((), description="names of which it has none")
    starts_with: dict[str, str] = Field({}, description="of JSON: how the texts of members begin")
