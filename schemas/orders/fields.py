"""The shape of one incoming order (contract §2-3), described once for every reader of it.

From the field lists below come the strict msgspec decoders that find a value of the wrong type, the structure that
DuckDB reads accepted text into, and the API's description of bodies.
"""

from dataclasses import dataclass
from functools import cache
from types import GenericAlias
from typing import Annotated, Any, TypeAlias, Union

import msgspec

TEXT, INTEGER, FLAG, OBJECT, TEXTS = "text", "integer", "flag", "object", "texts"
FieldType: TypeAlias = Union[str, "Fields", list["Fields"]]
"""One of the five words above, an object with fields of its own, or a list of such objects."""
Fields: TypeAlias = dict[str, FieldType]

INT64_MAX = 2**63 - 1
_INTEGER = Annotated[int, msgspec.Meta(ge=-(2**63), le=INT64_MAX)]

PRODUCT: Fields = {
    **{"id": TEXT, "source_id": TEXT, "name": TEXT, "price": INTEGER, "attributes": TEXTS, "image_url": TEXT},
    **{"metadata": OBJECT, "override": FLAG},
}
SKU: Fields = {
    **{"id": TEXT, "source_id": TEXT, "product_id": TEXT, "sku": TEXT},
    **{"price": INTEGER, "currency": TEXT, "attributes": OBJECT, "image_url": TEXT},
    **{"metadata": OBJECT, "override": FLAG},
}
PRODUCT_DATA = ("name", "price", "attributes", "image_url")
SKU_DATA = ("sku", "price", "currency", "attributes", "image_url")
"""What is stored of them, beside names and metadata: each value replaces the one before."""

ITEM: Fields = {
    **{"product_id": TEXT, "sku_id": TEXT, "source_id": TEXT, "related_object": TEXT},
    **{"quantity": INTEGER, "price": INTEGER, "amount": INTEGER, "discount_amount": INTEGER},
    **{"discount_quantity": INTEGER, "initial_quantity": INTEGER, "initial_amount": INTEGER},
    **{"product": PRODUCT, "sku": SKU, "metadata": OBJECT},
}
ADDRESS: Fields = {"city": TEXT, "state": TEXT, "line_1": TEXT, "line_2": TEXT, "country": TEXT, "postal_code": TEXT}
CUSTOMER: Fields = {
    **{"id": TEXT, "source_id": TEXT, "name": TEXT, "description": TEXT, "email": TEXT, "phone": TEXT},
    **{"birthdate": TEXT, "birthday": TEXT, "address": ADDRESS, "metadata": OBJECT},
}
ORDER: Fields = {
    **{"id": TEXT, "source_id": TEXT, "status": TEXT, "created_at": TEXT, "changed_at": TEXT},
    **{"amount": INTEGER, "initial_amount": INTEGER, "discount_amount": INTEGER, "items": [ITEM], "metadata": OBJECT},
    **{"customer": CUSTOMER, "customer_id": TEXT, "referrer": CUSTOMER, "referrer_id": TEXT},
}

# Whom an order names, by the number of the role in frames: 0 is the customer.
ROLES = ("customer", "referrer")
ROLE_PATHS = {role: f"$.{noun}" for role, noun in enumerate(ROLES)}
STATUSES = ("CREATED", "PAID", "CANCELED", "FULFILLED")
RELATED_OBJECTS = ("product", "sku")
MAX_ITEMS = 500

# An object in an object counts: a list of items is the second level, an item's metadata the fourth.
MAX_DEPTH = 128

_Absent = msgspec.UnsetType
_PYTHON = {
    **{TEXT: str | None | _Absent, INTEGER: _INTEGER | None | _Absent, FLAG: bool | None | _Absent},
    TEXTS: list[str] | None | _Absent,
}
_LENIENT = {**_PYTHON, INTEGER: _INTEGER | float | None | _Absent}
NO_TEXT = msgspec.Raw()
KINDS: dict[str, Fields] = {"order": ORDER, "customer": CUSTOMER, "product": PRODUCT, "sku": SKU}
SNAPSHOTS = ("product", "sku")
"""The objects of an item that are kept as they came, whatever else of them is stored."""


@cache
def decoder(name: str, *, is_lenient: bool = False, as_text: bool = False) -> msgspec.json.Decoder[Any]:
    """A strict decoder of one of `KINDS`; unknown fields are left out, and what is free (metadata) stays text.

    A lenient one takes any number for an integer; with `as_text` the snapshots in items stay text too.
    """
    struct = _Types(_LENIENT if is_lenient else _PYTHON, as_text).struct(name, KINDS[name])
    return msgspec.json.Decoder(struct | None if name in SNAPSHOTS else struct)


@dataclass(frozen=True, slots=True)
class _Types:
    scalars: dict[str, Any]
    as_text: bool

    def struct(self, name: str, fields: Fields) -> type[msgspec.Struct]:
        members = [self._member(field, kind) for field, kind in fields.items()]
        # encoded again, it has each member that was given, once
        return msgspec.defstruct(name.title(), members, omit_defaults=True, gc=False)

    def _member(self, field: str, kind: FieldType) -> tuple[str, Any, Any]:
        # msgspec allows its raw text only outside of unions, so an object's own rule is checked on its text
        if kind == OBJECT or (self.as_text and _is_snapshot(field, kind)):
            return field, msgspec.Raw, NO_TEXT
        if isinstance(kind, dict):
            return field, self.struct(field, kind) | None | _Absent, msgspec.UNSET
        if isinstance(kind, list):
            return field, GenericAlias(list, self.struct("item", kind[0])) | None | _Absent, msgspec.UNSET
        return field, self.scalars[kind], msgspec.UNSET


_Structure: TypeAlias = str | dict[str, "_Structure"] | list["_Structure"]
_DUCKDB: dict[str, _Structure] = {
    **{TEXT: "VARCHAR", INTEGER: "BIGINT", FLAG: "BOOLEAN", OBJECT: "JSON"},
    TEXTS: ["VARCHAR"],
}


@cache
def structure(name: str) -> str:
    """The argument of DuckDB's `from_json` for one of `KINDS`; snapshots in items stay JSON text."""
    return msgspec.json.encode(_structure(KINDS[name])).decode()


def _structure(kind: FieldType) -> _Structure:
    if isinstance(kind, dict):
        return {
            name: _DUCKDB[OBJECT] if _is_snapshot(name, inner) else _structure(inner) for name, inner in kind.items()
        }
    if isinstance(kind, list):
        return [_structure(kind[0])]
    return _DUCKDB[kind]


def _is_snapshot(name: str, kind: FieldType) -> bool:
    return isinstance(kind, dict) and name in SNAPSHOTS
