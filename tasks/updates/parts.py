"""Lists of what belongs to a project, or to one entity, which goes by its `id` or its `source_id`.

Each function raises `NotFoundError` if the project has none of that name.
"""

from schemas.errors import UsageError
from schemas.orders.frames import Kind
from tasks.queries.activity import activity_of, events_of, has_event
from tasks.queries.filters import Filters
from tasks.queries.products import skus_of
from tasks.queries.rows import Page, Row
from tasks.queries.segments import segments_of
from tasks.updates.by_name import id_of
from tasks.warehouse.statements import Connection


class NoSuchEventError(UsageError):
    """A part of an activity is to begin after an event that is not in it."""


def customer_segments(con: Connection, name: str) -> list[Row]:
    """The segments that the customer is in."""
    return segments_of(con, id_of(con, Kind.CUSTOMER, name))


def customer_activity(
    con: Connection, name: str, limit: int, order: str, after_id: str | None, filters: Filters
) -> tuple[list[Row], bool]:
    """A part of what happened to the customer, and if there is more. Raises `NoSuchEventError`."""
    customer_id = id_of(con, Kind.CUSTOMER, name)
    if after_id is not None and not has_event(con, after_id, customer_id):
        message = f"starting_after_id: {after_id!r} is not in the activity of {name!r}."
        raise NoSuchEventError(message)
    return activity_of(con, customer_id, limit, order, after_id, filters)


def project_events(
    con: Connection, limit: int, order: str, after_id: str | None, filters: Filters
) -> tuple[list[Row], bool]:
    """A part of what happened in the project, and if there is more. Raises `NoSuchEventError`."""
    if after_id is not None and not has_event(con, after_id):
        message = f"starting_after_id: there is no event {after_id!r}."
        raise NoSuchEventError(message)
    return events_of(con, limit, order, after_id, filters)


def product_skus(con: Connection, name: str, page: Page, filters: Filters) -> tuple[list[Row], int]:
    """A page of the product's SKUs, and how many there are in all."""
    return skus_of(con, id_of(con, Kind.PRODUCT, name), page, filters)
