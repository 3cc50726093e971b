"""Pages of entities as the API answers with them, by the names the public client knows them by."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Self

from pydantic import BaseModel, Field

from schemas.http.responses import Activity, Customer, Order, Product, Segment, SegmentRef, Sku


class _List(BaseModel):
    object: Literal["list"] = "list"
    total: int


class Orders(_List):
    """A page of orders."""

    data_ref: Literal["orders"] = "orders"
    orders: list[Order]


class Customers(_List):
    """A page of customers."""

    data_ref: Literal["customers"] = "customers"
    customers: list[Customer]
    has_more: bool


class Products(_List):
    """A page of products."""

    data_ref: Literal["products"] = "products"
    products: list[Product]


class Skus(_List):
    """A page of SKUs."""

    data_ref: Literal["skus"] = "skus"
    skus: list[Sku]


class Segments(_List):
    """A page of segments."""

    data_ref: Literal["data"] = "data"
    data: list[Segment]


class CustomerSegments(_List):
    """The segments a customer is in."""

    data_ref: Literal["data"] = "data"
    data: list[SegmentRef]


class Events(BaseModel):
    """What happened, the newest first."""

    object: Literal["list"] = "list"
    data_ref: Literal["data"] = "data"
    data: list[Activity]
    has_more: bool
    more_starting_after: str | None = Field(
        None, exclude_if=lambda last: last is None, description="`starting_after_id` of the next page, if there is one."
    )

    @classmethod
    def of(cls, found: Sequence[Mapping[str, Any]], *, has_more: bool) -> Self:
        """A page of what was found."""
        last = found[-1]["id"] if has_more else None
        return cls.model_validate({"data": found, "has_more": has_more, "more_starting_after": last})


class CustomerActivity(Events):
    """What happened to a customer, the newest first."""
