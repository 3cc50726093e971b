"""The filters of a list, as query parameters: which of the things are wanted."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Query

from flows.api.http.errors import invalid_query_params
from schemas.time_columns import aware_timestamp
from tasks.queries.filters import Wanted


def parse_time(parameter: str, text: str | None) -> datetime | None:
    """An aware time; none if none is given. Raises `ApiError` 400 for what is no time."""
    at = None if text is None else aware_timestamp(text)
    if text is not None and at is None:
        details = f"{parameter}: {text!r} is not a time such as 2016-11-16T14:14:31Z."
        raise invalid_query_params(details)
    return at


def _time(alias: str, description: str) -> object:
    return Query(alias=alias, description=f"{description}: ISO 8601, UTC by default.")


async def _customers(
    email: str | None = None,
    name: str | None = None,
    city: str | None = None,
    segment_id: Annotated[str | None, Query(description="Those in this segment now.")] = None,
    created_before: Annotated[str | None, _time("created_at[before]", "Created before")] = None,
    created_after: Annotated[str | None, _time("created_at[after]", "Created after")] = None,
    updated_before: Annotated[str | None, _time("updated_at[before]", "Updated before")] = None,
    updated_after: Annotated[str | None, _time("updated_at[after]", "Updated after")] = None,
) -> Wanted:
    return _given(
        email=email,
        name=name,
        city=city,
        segment_id=segment_id,
        created_before=parse_time("created_at[before]", created_before),
        created_after=parse_time("created_at[after]", created_after),
        updated_before=parse_time("updated_at[before]", updated_before),
        updated_after=parse_time("updated_at[after]", updated_after),
    )


async def _dated(
    start_date: Annotated[str | None, _time("start_date", "Created then or later")] = None,
    end_date: Annotated[str | None, _time("end_date", "Created then or before")] = None,
) -> Wanted:
    return _given(start_date=parse_time("start_date", start_date), end_date=parse_time("end_date", end_date))


async def _activity(
    dates: Annotated[Wanted, Depends(_dated)],
    activity_type: Annotated[str | None, Query(alias="type", description="Such as customer.order.paid.")] = None,
) -> Wanted:
    return {**dates, **_given(activity_type=activity_type)}


def _given(**values: str | datetime | None) -> Wanted:
    return {name: value for name, value in values.items() if value is not None}


WantedCustomers = Annotated[Wanted, Depends(_customers)]
WantedActivity = Annotated[Wanted, Depends(_activity)]
WantedDates = Annotated[Wanted, Depends(_dated)]
