"""What the API says about bodies it takes: JSON Schema, made from the same field lists that orders are read by.

Segments alone are made from a model.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from schemas.orders import fields

_MONEY = {"minimum": 0, "maximum": fields.INT64_MAX}
_TYPES: dict[str, Any] = {
    fields.TEXT: {"type": ["string", "null"]},
    fields.INTEGER: {"type": ["integer", "null"], **_MONEY},
    fields.FLAG: {"type": ["boolean", "null"]},
    fields.OBJECT: {"type": ["object", "null"]},
    fields.TEXTS: {"type": ["array", "null"], "items": {"type": "string"}},
}
_FIELDS: dict[str, Any] = {
    "source_id": {"minLength": 1, "description": "The merchant's own id."},
    "status": {"enum": [*fields.STATUSES, None]},
    "related_object": {"enum": [*fields.RELATED_OBJECTS, None], "description": "What source_id names."},
    "created_at": {"description": "ISO 8601; UTC where it names no zone.", "examples": ["2020-01-31T10:00:00Z"]},
    "birthdate": {"description": "A date.", "examples": ["1990-01-31"]},
    "birthday": {"description": "The old name of birthdate.", "deprecated": True},
    "quantity": {"minimum": 1},
}


def json_schema(kind: fields.Fields, *, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """The schema of one entity by its field list in `schemas.orders.fields`, less some fields."""
    properties = {name: _field(name, inner) for name, inner in kind.items() if name not in without}
    return {"type": "object", "properties": properties}


def _field(name: str, kind: fields.FieldType) -> dict[str, Any]:
    if isinstance(kind, list):
        return {"type": ["array", "null"], "items": json_schema(kind[0]), "maxItems": fields.MAX_ITEMS}
    if isinstance(kind, dict):
        return {**json_schema(kind), "type": ["object", "null"]}
    return {**_TYPES[kind], **_FIELDS.get(name, {})}


_AN_ORDER = {"source_id": "1001", "amount": 2500, "status": "PAID", "customer": {"source_id": "ann"}}
ORDER = {**json_schema(fields.ORDER, without=("changed_at",)), "examples": [_AN_ORDER]}
CUSTOMER = {
    **json_schema(fields.CUSTOMER),
    "examples": [{"source_id": "ann", "name": "Ann", "email": "ann@example.com", "metadata": {"vip": True}}],
}
PRODUCT = {
    **json_schema(fields.PRODUCT, without=("override",)),
    "examples": [{"source_id": "mug", "name": "Mug", "price": 700}],
}
SKU = {
    **json_schema(fields.SKU, without=("override",)),
    "examples": [{"source_id": "mug-blue", "sku": "Blue mug", "price": 750}],
}
ORDERS = {
    "type": "array",
    "items": {"description": "An order, as POST /v1/orders takes it, and changed_at; a wrong one is handed back."},
    "examples": [[_AN_ORDER]],
}
SHARED_METADATA = {
    "type": "object",
    "properties": {
        "source_ids": {"type": "array", "description": "Whom it is for; what is no text is handed back."},
        "metadata": {"type": "object"},
    },
    "examples": [{"source_ids": ["ann", "bob"], "metadata": {"vip": True}}],
}

_SOURCES = {
    "type": "object",
    "properties": {"source": {"type": "string"}, "sources": {"type": "array", "items": {"type": "string"}}},
    "description": "Where the orders are, instead of the orders: below a place that the operator has allowed.",
}
BACKFILL: dict[str, Any] = {
    "requestBody": {
        "content": {
            "application/json": {"schema": {"anyOf": [ORDERS, _SOURCES]}},
            "application/x-ndjson": {"schema": {"type": "string", "description": "An order a line."}},
        },
        "required": True,
    }
}


class NewSegment(BaseModel):
    """`customers` for a static segment, `filter` for one that is kept up to date; passive until a rule uses it."""

    model_config = ConfigDict(
        strict=True,
        json_schema_extra={"examples": [{"name": "Two of them", "type": "static", "customers": ["ann", "bob"]}]},
    )

    name: str
    type: Literal["static", "auto-update", "passive"] = Field("auto-update", description="passive is auto-update.")
    customers: list[str] | None = Field(None, description="Ids or source_ids.")
    filter: dict[str, Any] | None = None
