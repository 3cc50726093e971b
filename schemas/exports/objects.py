"""What can be exported: each object with its fields, those of an export that names none, orderings and filters.

The names are those of the public API; `OWN_FIELDS` are ours, which it does not have.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from schemas.segments.fields import FIELDS, Field, Kind


class ExportedObject(StrEnum):
    """Of what an export is."""

    ORDER = "order"
    CUSTOMER = "customer"
    PRODUCT = "product"
    SKU = "sku"


class ExportFormat(StrEnum):
    """How an export is written."""

    CSV = "csv"
    NDJSON = "ndjson"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class Exported:
    """`fields` there are, `default` if none is named, `own_fields` of ours, `orderings`, and what `filters` can ask."""

    fields: tuple[str, ...]
    default: tuple[str, ...]
    orderings: tuple[str, ...]
    filters: Mapping[str, Field]
    own_fields: tuple[str, ...] = ()

    @property
    def all_fields(self) -> tuple[str, ...]:
        """Those of the public API, and ours."""
        return (*self.fields, *self.own_fields)


def _fields(kind: Kind, *names: str) -> dict[str, Field]:
    return {name: Field(name, kind, name) for name in names}


_TIMES = _fields(Kind.TIME, "created_at", "updated_at")
_NAMES = _fields(Kind.TEXT, "id", "source_id")
_AMOUNTS = ("amount", "discount_amount", "items_discount_amount", "total_discount_amount", "total_amount")
_ADDRESS = ("city", "state", "line_1", "line_2", "country", "postal_code")
_REDEMPTIONS = ("redeemed", "failed", "succeeded", "rolled_back", "rollback_failed", "rollback_succeeded")
_ORDERS = ("total_amount", "total_count", "average_amount", "last_order_amount", "last_order_date")
_DETAILS = ("price", "image_url", "source_id", "attributes", "created_at")

OBJECTS: dict[ExportedObject, Exported] = {
    ExportedObject.ORDER: Exported(
        fields=(
            *("id", "source_id", "created_at", "updated_at", "status", *_AMOUNTS),
            *("customer_id", "referrer_id", "metadata"),
        ),
        default=("id", "source_id", "status"),
        orderings=("created_at", "updated_at", "status"),
        filters={
            **_NAMES,
            **_TIMES,
            **_fields(Kind.TEXT, "status", "customer_id", "referrer_id"),
            **_fields(Kind.WHOLE, "initial_amount", *_AMOUNTS),
        },
        own_fields=("initial_amount", "customer_source_id", "referrer_source_id", "items"),
    ),
    ExportedObject.CUSTOMER: Exported(
        fields=(
            *("name", "id", "description", "email", "source_id", "created_at"),
            *(f"address_{name}" for name in _ADDRESS),
            *(f"redemptions_total_{name}" for name in _REDEMPTIONS),
            *(f"orders_{name}" for name in _ORDERS),
            *("loyalty_points", "loyalty_referred_customers", "updated_at", "phone", "birthday", "metadata"),
            "birthdate",
        ),
        default=("name", "source_id"),
        orderings=("name", "id", "email", "source_id", "created_at", "updated_at"),
        filters={
            **FIELDS,
            **_TIMES,
            "city": Field("city", Kind.TEXT, "address_city"),
            "birthday": Field("birthday", Kind.BIRTHDATE, "birthdate"),
        },
    ),
    ExportedObject.PRODUCT: Exported(
        fields=("id", "name", *_DETAILS, "updated_at", "metadata"),
        default=("id", "name", *_DETAILS),
        orderings=("name", "id", "source_id", "created_at", "updated_at"),
        filters={**_NAMES, **_TIMES, **_fields(Kind.TEXT, "name"), **_fields(Kind.WHOLE, "price")},
    ),
    ExportedObject.SKU: Exported(
        fields=("id", "sku", "product_id", "currency", *_DETAILS, "updated_at", "metadata"),
        default=("id", "sku", "product_id", "currency", *_DETAILS),
        orderings=("sku", "id", "source_id", "created_at", "updated_at"),
        filters={
            **_NAMES,
            **_TIMES,
            **_fields(Kind.TEXT, "sku", "product_id", "currency"),
            **_fields(Kind.WHOLE, "price"),
        },
    ),
}
