"""Which entities of a list are asked for: conditions by name. The SQL is ours, the values are always bound."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from schemas.clock import naive_utc

Filters = Mapping[str, str | datetime]
"""The value of each condition that is asked for; times are aware."""

NO_FILTERS: Filters = MappingProxyType({})

_CONDITIONS = {
    "email": "email = $email",
    "name": "name = $name",
    "city": "address_city = $city",
    "segment_id": "id IN (SELECT customer_id FROM segment_members WHERE segment_id = $segment_id)",
    "created_before": "created_at < $created_before",
    "created_after": "created_at > $created_after",
    "updated_before": "updated_at < $updated_before",
    "updated_after": "updated_at > $updated_after",
    "start_date": "created_at >= $start_date",
    "end_date": "created_at <= $end_date",
    # as `tasks.queries.activity` shows it
    "activity_type": (
        "CASE WHEN type LIKE 'customer.%' OR customer_id IS NULL THEN type ELSE 'customer.' || type END"
        " = $activity_type"
    ),
    "category": "CASE WHEN type LIKE 'customer.segment.%' THEN 'EFFECT' ELSE 'ACTION' END = $category",
    # there are no campaigns, and so nothing of one
    "campaign_id": "$campaign_id IS NULL",
    "campaign_type": "$campaign_type IS NULL",
    "starting_after_created": "created_at > $starting_after_created",
    "starting_after_updated": "updated_at > $starting_after_updated",
    "starting_before_created": "created_at < $starting_before_created",
    "starting_before_updated": "updated_at < $starting_before_updated",
    "product_id": "product_id = $product_id",
}


def condition(filters: Filters) -> str:
    """All of them, for a WHERE; raises `KeyError` for one that does not exist."""
    return " AND ".join(["true", *(_CONDITIONS[name] for name in filters)])


def bound_values(filters: Filters) -> dict[str, object]:
    """What the condition's parameters are bound to: times as the database has them, naive UTC."""
    return {name: naive_utc(value) if isinstance(value, datetime) else value for name, value in filters.items()}
