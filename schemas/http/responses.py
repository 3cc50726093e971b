"""Entities as the API answers with them: the public client's shapes, by the names the client knows them by."""

from datetime import date, datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, Field

from schemas.clock import aware_utc
from schemas.segments.segment import Segment as StoredSegment


class _Stored(BaseModel):
    id: str
    source_id: str | None
    created_at: datetime
    updated_at: datetime | None = Field(description="Null until there is an update.")
    metadata: dict[str, Any]


class CustomerRef(BaseModel):
    """Who it is."""

    id: str
    object: Literal["customer"]


class OrderItem(BaseModel):
    """One line of an order, with the product and the SKU that it names; amounts in the smallest unit."""

    object: Literal["order_item"]
    product_id: str | None = None
    sku_id: str | None = None
    source_id: str | None = None
    related_object: str | None = None
    quantity: int
    price: int | None = None
    amount: int | None = None
    discount_amount: int | None = None
    subtotal_amount: int | None = Field(None, description="amount - discount_amount")
    discount_quantity: int | None = None
    initial_quantity: int | None = None
    initial_amount: int | None = None
    product: dict[str, Any] | None = Field(None, description="What the item said of it, completed by what is stored.")
    sku: dict[str, Any] | None = None
    metadata: dict[str, Any]


class Order(_Stored):
    """An order with its items; amounts in the smallest unit."""

    object: Literal["order"]
    status: Literal["CREATED", "PAID", "CANCELED", "FULFILLED"]
    amount: int
    initial_amount: int
    discount_amount: int | None
    items_discount_amount: int
    total_discount_amount: int = Field(description="discount_amount + items_discount_amount")
    total_amount: int = Field(description="amount - total_discount_amount")
    customer_id: str | None
    referrer_id: str | None
    customer: CustomerRef | None
    referrer: CustomerRef | None
    items: list[OrderItem]


class Address(BaseModel):
    """Where a customer lives, as given."""

    city: str | None
    state: str | None
    line_1: str | None
    line_2: str | None
    country: str | None
    postal_code: str | None


class OrdersSummary(BaseModel):
    """Of the PAID and FULFILLED orders, net of discounts; `average_amount` is rounded."""

    total_amount: int
    total_count: int
    average_amount: int
    last_order_amount: int
    last_order_date: datetime | None = Field(None, description="Absent where there is no such order.")


class Summary(BaseModel):
    """What a customer has bought; of redemptions there are none, and the numbers say so."""

    orders: OrdersSummary
    redemptions: dict[str, int | dict[str, int]]


class Customer(_Stored):
    """A customer with the summary of their orders."""

    object: Literal["customer"]
    name: str | None
    description: str | None
    email: str | None
    phone: str | None
    birthdate: date | None
    address: Address | None
    summary: Summary
    loyalty: dict[str, int | dict[str, Any]] = Field(description="Of a customer without loyalty cards.")
    referrals: dict[str, int | list[Any]] = Field(description="Of a customer without referrals.")
    system_metadata: dict[str, Any]


class Sku(_Stored):
    """A variant of a product."""

    object: Literal["sku"]
    product_id: str | None
    sku: str | None
    price: int | None
    currency: str | None
    attributes: dict[str, Any] | None
    image_url: str | None


class ProductSkus(BaseModel):
    """All SKUs of a product."""

    object: Literal["list"]
    data_ref: Literal["data"]
    data: list[Sku]
    total: int


class Product(_Stored):
    """A product."""

    object: Literal["product"]
    name: str | None
    price: int | None
    attributes: list[str] | None = Field(description="Names of what its SKUs differ in.")
    image_url: str | None
    skus: ProductSkus


class SegmentRef(BaseModel):
    """Which segment."""

    id: str
    name: str
    object: Literal["segment"]


class Segment(BaseModel):
    """A segment with its own summary."""

    id: str
    name: str
    type: Literal["static", "auto-update"]
    filter: dict[str, Any] | None
    is_active: bool = Field(description="Whether a rule uses it, so that entering it has consequences.")
    member_count: int
    entered_count: int
    left_count: int
    created_at: datetime
    object: Literal["segment"] = "segment"

    @classmethod
    def of(cls, segment: StoredSegment) -> Self:
        """The same for a client: it does not say when it was last refreshed."""
        kept = segment.model_dump(exclude={"refreshed_at"})
        return cls.model_validate({**kept, "created_at": aware_utc(segment.created_at)})


class Activity(BaseModel):
    """Something that happened to a customer."""

    id: str
    type: str
    data: dict[str, Any]
    created_at: datetime
    group_id: str | None = Field(description="The import or update that caused it.")
