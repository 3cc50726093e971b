"""Exports over HTTP: what is asked for, and how an export is shown, in the shapes of the public client."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, Strict

from schemas.exports.objects import ExportedObject, ExportFormat

_PARAMETERS: dict[str, JsonValue] = {"order": "-created_at", "fields": ["id", "source_id", "status", "amount"]}


class ExportParameters(BaseModel):
    """Which rows and columns, in which order."""

    model_config = ConfigDict(strict=True)

    order: str | None = Field(None, description="Such as -created_at.")
    fields: list[str] | None = Field(None, description="The columns, metadata.<property> among them.")
    filters: dict[str, Any] | None = Field(None, description="As segments have them, over the object's own fields.")
    format: Annotated[ExportFormat, Strict(False)] | None = Field(
        None, description="csv by default; ndjson without fields is our own form, which an import takes back."
    )


class NewOrderExport(BaseModel):
    """An export of orders."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"parameters": _PARAMETERS}]})

    parameters: ExportParameters | None = None


class NewExport(NewOrderExport):
    """An export of what is named."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"exported_object": "order", "parameters": _PARAMETERS}]})

    exported_object: ExportedObject


class ExportResult(BaseModel):
    """Where the file is."""

    url: str = Field(description="With the token by which anybody can fetch it.")


class Export(BaseModel):
    """An export, as it stands in its project's lane."""

    id: str
    object: Literal["export"] = "export"
    created_at: datetime
    status: Literal["SCHEDULED", "IN_PROGRESS", "DONE", "ERROR"]
    channel: Literal["API"] = "API"
    exported_object: ExportedObject
    parameters: dict[str, Any]
    result: ExportResult | None
    user_id: None = None


class Exports(BaseModel):
    """A page of exports."""

    object: Literal["list"] = "list"
    data_ref: Literal["exports"] = "exports"
    exports: list[Export]
    total: int
