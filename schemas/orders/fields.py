"""The shape of one incoming order (contract §2-3), described once for every reader of it.

From the field lists below come the strict msgspec decoders that find a value of the wrong type, the structure that
DuckDB reads accepted text into, and the answer to "which fields do we know?".
"""

from functools import cache
from types import GenericAlias
from typing import Annotated, Any, TypeAlias, Union

import msgspec

TEXT, INTEGER, FLAG, OBJECT = "text", "integer", "flag", "object"
FieldType: TypeAlias = Union[str, "Fields", list["Fields"]]
"""One of the four words above, an object with fields of its own, or a list of such objects."""
Fields: TypeAlias = dict[str, FieldType]

INT64_MAX = 2**63 - 1
_INTEGER = Annotated[int, msgspec.Meta(ge=-(2**63), le=INT64_MAX)]

PRODUCT: Fields = {"id": TEXT, "source_id": TEXT, "name": TEXT, "price": INTEGER, "metadata": OBJECT, "override": FLAG}
SKU: Fields = {
    **{"id": TEXT, "source_id": TEXT, "product_id": TEXT, "sku": TEXT},
    **{"price": INTEGER, "metadata": OBJECT, "override": FLAG},
}
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
    **{"id": TEXT, "source_id": TEXT, "status": TEXT, "created_at": TEXT},
    **{"amount": INTEGER, "initial_amount": INTEGER, "discount_amount": INTEGER, "items": [ITEM], "metadata": OBJECT},
    **{"customer": CUSTOMER, "customer_id": TEXT, "referrer": CUSTOMER, "referrer_id": TEXT},
}

# Whom an order names, by the number of the role in frames: 0 is the customer.
ROLES = ("customer", "referrer")
ROLE_PATHS = {role: f"$.{noun}" for role, noun in enumerate(ROLES)}
STATUSES = ("CREATED", "PAID", "CANCELED", "FULFILLED")
RELATED_OBJECTS = ("product", "sku")
MAX_ITEMS = 500

_PYTHON = {TEXT: str | None, INTEGER: _INTEGER | None, FLAG: bool | None}


@cache
def decoder(*, knows_all: bool) -> msgspec.json.Decoder[msgspec.Struct]:
    """A strict decoder of one order; with `knows_all` it refuses unknown fields too."""
    return msgspec.json.Decoder(_struct("Order", ORDER, knows_all))


def _struct(name: str, fields: Fields, knows_all: bool) -> type[msgspec.Struct]:
    members = [_member(field, kind, knows_all) for field, kind in fields.items()]
    return msgspec.defstruct(name, members, forbid_unknown_fields=knows_all, gc=False)


def _member(field: str, kind: FieldType, knows_all: bool) -> tuple[str, Any, Any]:
    # msgspec allows its raw text only outside of unions, so an object's own rule is checked on its text
    if kind == OBJECT:
        return field, msgspec.Raw, msgspec.Raw()
    if isinstance(kind, dict):
        return field, _struct(field.title(), kind, knows_all) | None, None
    if isinstance(kind, list):
        return field, GenericAlias(list, _struct("Item", kind[0], knows_all)) | None, None
    return field, _PYTHON[kind], None


_Structure: TypeAlias = str | dict[str, "_Structure"] | list["_Structure"]
_DUCKDB = {TEXT: "VARCHAR", INTEGER: "BIGINT", FLAG: "BOOLEAN", OBJECT: "JSON"}


def structure(fields: Fields, *, as_text: tuple[str, ...] = ()) -> str:
    """The argument of DuckDB's `from_json` for these fields; those named `as_text` stay JSON text."""
    return msgspec.json.encode(_structure(fields, as_text)).decode()


def _structure(kind: FieldType, as_text: tuple[str, ...]) -> _Structure:
    if isinstance(kind, dict):
        return {name: "JSON" if name in as_text else _structure(inner, as_text) for name, inner in kind.items()}
    if isinstance(kind, list):
        return [_structure(kind[0], as_text)]
    return _DUCKDB[kind]


_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw] | None)
_ELEMENTS = msgspec.json.Decoder(list[msgspec.Raw] | None)


def unknown_fields(text: bytes | msgspec.Raw, kind: FieldType = ORDER, path: str = "$") -> list[str]:
    """JSON paths (list positions left out) of fields that this project does not know, in an order of sound form.

    Values that are not looked into stay text, since no number is too large to be metadata.
    """
    if isinstance(kind, list):
        return [found for item in _ELEMENTS.decode(text) or () for found in unknown_fields(item, kind[0], f"{path}[]")]
    if not isinstance(kind, dict):
        return []
    members = _MEMBERS.decode(text) or {}
    strangers = [f"{path}.{name}" for name in members if name not in kind]
    known = [(members[name], kind[name], f"{path}.{name}") for name in members if name in kind]
    return strangers + [found for inner in known for found in unknown_fields(*inner)]
