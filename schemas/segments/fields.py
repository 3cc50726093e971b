"""The fields that a segment filter can name, and what each holds. Names follow the public Voucherify API."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a field holds; the wording is for messages."""

    TEXT = "a text"
    WHOLE = "a whole number"
    COUNT = "a number of orders"
    REAL = "a number"
    TIME = "a time"
    BIRTHDATE = "a date of birth"
    METADATA = "metadata"


@dataclass(frozen=True, slots=True)
class Field:
    """A field as named in filters. `column` is the name in the facts of customers; `key` is of metadata only."""

    name: str
    kind: Kind
    column: str
    key: str | None = None


_ADDRESS = ("city", "state", "line_1", "line_2", "country", "postal_code")
_ALL_FIELDS = (
    *(Field(name, Kind.TEXT, name) for name in ("id", "source_id", "name", "description", "email", "phone")),
    *(Field(f"address.{name}", Kind.TEXT, f"address_{name}") for name in _ADDRESS),
    Field("birthdate", Kind.BIRTHDATE, "birthdate"),
    Field("created_at", Kind.TIME, "created_at"),
    Field("summary.orders.total_count", Kind.COUNT, "total_count"),
    Field("summary.orders.total_amount", Kind.WHOLE, "total_amount"),
    Field("summary.orders.average_amount", Kind.REAL, "average_amount"),
    Field("summary.orders.last_order_amount", Kind.WHOLE, "last_order_amount"),
    Field("summary.orders.last_order_date", Kind.TIME, "last_order_date"),
)
FIELDS = {field.name: field for field in _ALL_FIELDS}
METADATA_PREFIX = "metadata."
