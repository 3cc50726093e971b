"""What happened, to a customer or in a project, as the API shows it: events, with the segment or the object of each."""

from tasks.queries.filters import NO_FILTERS, Filters, bound_values, condition
from tasks.queries.rows import Row, read_rows
from tasks.warehouse.statements import Connection, sql


def events_of(
    con: Connection,
    limit: int,
    order: str = "-created_at",
    after_id: str | None = None,
    filters: Filters = NO_FILTERS,
) -> tuple[list[Row], bool]:
    """Those of a project's events that the filters select, as `activity_of` has those of a customer."""
    query, bound = _query("events", order, after_id, filters)
    rows = read_rows(con, query, {**bound, "limit": limit + 1})
    return [_activity(row, row.pop("customer_id")) for row in rows[:limit]], len(rows) > limit


def has_event(con: Connection, event_id: str, customer_id: str | None = None) -> bool:
    """Whether this happened, to that customer where one is named."""
    query = sql("queries/has_event").format(all_events=sql("queries/all_events"))
    return con.execute(query, {"event_id": event_id, "customer_id": customer_id}).fetchone() is not None


def activity_of(
    con: Connection,
    customer_id: str,
    limit: int,
    order: str = "-created_at",
    after_id: str | None = None,
    filters: Filters = NO_FILTERS,
) -> tuple[list[Row], bool]:
    """Those of a customer's events that the filters select, and whether there are more.

    `order` is created_at or -created_at; they begin after the event `after_id`.
    """
    query, bound = _query("activity", order, after_id, filters)
    rows = read_rows(con, query, {**bound, "customer_id": customer_id, "limit": limit + 1})
    return [_activity(row, customer_id) for row in rows[:limit]], len(rows) > limit


def _query(name: str, order: str, after_id: str | None, filters: Filters) -> tuple[str, dict[str, object]]:
    direction, beyond = ("DESC", "<") if order == "-created_at" else ("ASC", ">")
    parts = {"all_events": sql("queries/all_events"), "condition": condition(filters)}
    query = sql(f"queries/{name}").format(**parts, beyond=beyond, direction=direction)
    return query, {**bound_values(filters), "after_id": after_id}


def _activity(row: Row, customer_id: object) -> Row:
    segment = {"id": row.pop("segment_id"), "name": row.pop("segment_name"), "object": "segment"}
    object_id, event_type = row.pop("object_id"), str(row["type"])
    kind = event_type.partition(".")[0]
    data: Row = {} if customer_id is None else {"customer": {"id": customer_id, "object": "customer"}}
    if segment["id"] is not None:
        data["segment"] = segment
    if object_id is not None:
        data[kind] = {"id": object_id, "object": kind}
    # a customer's activity is of the customer, to the public client: customer.order.created
    named = event_type if kind == "customer" or customer_id is None else f"customer.{event_type}"
    return {**row, "type": named, "data": data}
