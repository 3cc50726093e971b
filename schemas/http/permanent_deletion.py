"""The answer to the erasure of a customer, in the public client's shape."""

from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel, Field


class Deleted(BaseModel):
    """How much was deleted of a customer; their orders and the events of these stay, without the customer."""

    events: int
    customer_events: int
    daily_events: int
    segments: int = Field(description="Memberships in segments.")
    orders: int = Field(description="Orders that are nobody's now.")
    order_events: int = Field(description="Events of these orders, which are nobody's now.")
    customer: int


class PermanentDeletion(BaseModel):
    """The erasure of a customer; `object` is spelled as the public client has it."""

    id: str
    created_at: datetime
    related_object_id: str = Field(description="The name by which it was asked for.")
    related_object: Literal["customer"] = "customer"
    status: Literal["IN_PROGRESS", "DONE"] = Field(
        description="IN_PROGRESS: it waits in the project's lane, or is at work; ask again."
    )
    data_json: Deleted
    object: Literal["pernament_deletion"] = "pernament_deletion"

    @classmethod
    def of(cls, name: str, erasure_id: str, requested_at: datetime, erased: dict[str, int], *, is_done: bool) -> Self:
        """Of an erasure that was asked for by this name, with what it counted."""
        events = erased.get("events", 0)
        deleted = Deleted(
            events=events,
            customer_events=events,
            daily_events=0,
            segments=erased.get("segment_members", 0),
            orders=erased.get("orders", 0),
            order_events=erased.get("order_events", 0),
            customer=erased.get("customers", 0),
        )
        status: Literal["IN_PROGRESS", "DONE"] = "DONE" if is_done else "IN_PROGRESS"
        return cls(id=erasure_id, created_at=requested_at, related_object_id=name, status=status, data_json=deleted)
