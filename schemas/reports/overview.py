"""What a whole file holds, at a glance: what a person looks at before importing it."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict


class Overview(BaseModel):
    """Of the valid orders of a file; times are UTC.

    `statuses` and `currencies` (of `metadata.currency`) count orders, the most frequent first, without those that name
    none. `empty_months` are the months, such as 2024-02, between the first order and the last one that have none.
    """

    model_config = ConfigDict(frozen=True)

    order_count: int
    without_customer_count: int
    statuses: dict[str, int]
    currencies: dict[str, int]
    first_created_at: datetime | None
    last_created_at: datetime | None
    empty_months: list[str]
