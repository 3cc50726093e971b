"""Mappings that a project keeps, over HTTP."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

_EXAMPLE = '[order]\nsource_id = "No"\nmetadata.note = "Note"\n'


class NewMapping(BaseModel):
    """A mapping as `--mapping` takes it in a shell."""

    model_config = ConfigDict(strict=True, json_schema_extra={"examples": [{"toml": _EXAMPLE}]})

    toml: str = Field(description="The text of the file.")


class StoredMapping(NewMapping):
    """A mapping, as it was sent."""

    object: Literal["mapping"] = "mapping"
    name: str


class Mappings(BaseModel):
    """All of a project, by name."""

    object: Literal["list"] = "list"
    data_ref: Literal["data"] = "data"
    data: list[str]
    total: int
