"""Every table and column, described once: the prose that DuckDB, the docs and people read.

The types are in `schemas/migrations/*.sql`; a test holds both lists together, in both directions.
Grammar: `id` is ours, `source_id` the merchant's, `_at` a UTC timestamp, `_amount` an integer in the smallest
unit of money, `_count` an integer, `is_` a boolean.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """One table or view: its grain (what one row is) and its columns with their meaning."""

    grain: str
    columns: dict[str, str]
    is_view: bool = False


_IMPORT = {"import_id": "the import that last wrote this row"}
_TIMES = {"created_at": "when it was first stored, UTC", "updated_at": "when it was last written, UTC"}
_REPLACED = {"replaced_by": "the import that replaced this version", "replaced_at": "when it was replaced, UTC"}
_METADATA = {"metadata": "any JSON object, as it came; merged by top-level key on update"}

_ORDERS = {
    "id": "ord_…, derived from the source_id, or from import and row where there is none",
    "source_id": "the merchant's own order number",
    "status": "CREATED, PAID, CANCELED or FULFILLED",
    "created_at": "when the order was placed, UTC; the time of the import where the source does not say",
    "updated_at": "when it was last written, UTC",
    "amount": "order value in the smallest unit; as given, else the sum of the item amounts",
    "initial_amount": "order value when first placed; as given, else the first amount",
    "discount_amount": "discount on the whole order",
    "items_discount_amount": "sum of the items' discount_amount, kept here so that totals need no join",
    "customer_id": "customers.id of the buyer",
    "referrer_id": "customers.id of who referred the buyer",
    **_METADATA,
    **_IMPORT,
    "source_row": "0-based position in the source of the row that last wrote this order",
}
_ORDER_ITEMS = {
    "order_id": "orders.id",
    "item_index": "0-based position in the order",
    "product_id": "products.id as named by the source; may name what is no longer sold",
    "sku_id": "skus.id as named by the source; may name what is no longer sold",
    "source_id": "the merchant's id of the product or SKU, see related_object",
    "related_object": "product or sku: what source_id names",
    "quantity": "units ordered, 1 or more",
    "price": "price of one unit, as given",
    "amount": "as given, else price × quantity with the best known price",
    "discount_amount": "discount on this line",
    "discount_quantity": "units given free of charge",
    "initial_quantity": "quantity when first placed",
    "initial_amount": "amount when first placed",
    "product": "product data as the source gave it, at the time of the order",
    "sku": "SKU data as the source gave it, at the time of the order",
    **_METADATA,
    **_IMPORT,
}
_CUSTOMERS = {
    "id": "cust_…, derived from the source_id, or from import and row where there is none",
    "source_id": "the merchant's own customer number",
    "name": "full name",
    "description": "free text",
    "email": "e-mail address, as given",
    "phone": "phone number, as given",
    "birthdate": "date of birth",
    "address_city": "address: city",
    "address_state": "address: state or region",
    "address_line_1": "address: first line",
    "address_line_2": "address: second line",
    "address_country": "address: country, as given",
    "address_postal_code": "address: postal code",
    **_METADATA,
    **_TIMES,
    **_IMPORT,
}
_PRODUCTS = {
    "id": "prod_…, derived from the source_id, or as the source names it",
    "source_id": "the merchant's own product number",
    "name": "product name",
    "price": "price of one unit in the smallest unit",
    **_METADATA,
    **_TIMES,
    **_IMPORT,
}
_SKUS = {
    "id": "sku_…, derived from the source_id, or as the source names it",
    "source_id": "the merchant's own SKU number",
    "product_id": "products.id it belongs to",
    "sku": "SKU name",
    "price": "price of one unit in the smallest unit",
    **_METADATA,
    **_TIMES,
    **_IMPORT,
}

TABLES: dict[str, Table] = {
    "imports": Table(
        "one import, from its start on",
        {
            "id": "imp_ and the hex digits of its flow run",
            "flow_run_id": "the Prefect flow run that ran it last",
            "source": "path or URL it was read from",
            "format": "format of the source",
            "status": "IN_PROGRESS, DONE or FAILED",
            "row_count": "orders found in the source",
            "done_count": "orders imported",
            "failed_count": "orders rejected",
            "started_at": "start, UTC",
            "loaded_at": "when its orders were committed, UTC; segments may still be due",
            "finished_at": "end, UTC",
            "report": "the whole report, without the rejected orders",
            "effects": "what it may cause: default, none or hold; null is default",
            "effects_limit": "more deliveries than this are held; null is no limit",
        },
    ),
    "rejects": Table(
        "one order that an import handed back",
        {
            "import_id": "the import that handed it back",
            "row": "0-based position in the source",
            "source_id": "the merchant's order number, where it can be read",
            "code": "the kind of fault, such as wrong_type: one of few, for counting",
            "path": "JSON path of the offending value",
            "reason": "what is wrong, for a person",
            "raw": "the order as it came, unchanged",
        },
    ),
    "orders": Table("one order", _ORDERS),
    "order_items": Table("one line of an order", _ORDER_ITEMS),
    "customers": Table("one customer", _CUSTOMERS),
    "customer_summaries": Table(
        "one customer that has been stored or named in an order",
        {
            "customer_id": "customers.id",
            "total_count": "number of PAID and FULFILLED orders",
            "total_amount": "their value, net of discounts",
            "average_amount": "their mean value, net of discounts; null without such an order",
            "last_order_amount": "value of the latest of them, net of discounts",
            "last_order_date": "created_at of the latest of them, UTC",
            **_IMPORT,
        },
    ),
    "products": Table("one product", _PRODUCTS),
    "skus": Table("one SKU", _SKUS),
    "order_versions": Table("one order as it was before an import replaced it", {**_ORDERS, **_REPLACED}),
    "order_item_versions": Table("one line of such an order", {**_ORDER_ITEMS, **_REPLACED}),
    "customer_versions": Table("one customer as it was before an import", {**_CUSTOMERS, **_REPLACED}),
    "product_versions": Table("one product as it was before an import", {**_PRODUCTS, **_REPLACED}),
    "sku_versions": Table("one SKU as it was before an import", {**_SKUS, **_REPLACED}),
    "segments": Table(
        "one segment of customers",
        {
            "id": "seg_…",
            "name": "unique in the project",
            "type": "static or auto-update",
            "filter": "the filter of an auto-update segment",
            "is_active": "whether entering and leaving it emits events",
            "member_count": "present members",
            "entered_count": "entries since the segment was made, the first members not counted",
            "left_count": "departures since the segment was made",
            "created_at": "when it was made, UTC",
            "refreshed_at": "when its members were last brought up to date, UTC",
        },
    ),
    "segment_members": Table(
        "one present member of a segment",
        {
            "segment_id": "segments.id",
            "customer_id": "customers.id",
            "entered_at": "when the customer entered, UTC",
            "import_id": "the import that made the customer enter; null for the first members",
        },
    ),
    "segment_changes": Table(
        "one customer entering or leaving a segment",
        {
            "segment_id": "segments.id",
            "customer_id": "customers.id",
            "change": "entered or left",
            "changed_at": "when, UTC",
            "import_id": "the import that caused it",
        },
    ),
    "events": Table(
        "one thing that happened to a customer",
        {
            "id": "evt_…",
            "type": "such as customer.segment.entered",
            "customer_id": "customers.id",
            "segment_id": "segments.id",
            "import_id": "the import or on-going update that caused it",
            "created_at": "when, UTC",
            "object_id": "orders.id, products.id or skus.id it is about; null for a segment's events",
        },
    ),
    "pending_refreshes": Table(
        "one customer whose summary and segments an import has yet to bring up to date",
        {"import_id": "the import that touched the customer", "customer_id": "customers.id"},
    ),
    "lane_fence": Table(
        "one row: who may write",
        {"token": "when the last import that wrote here got the lease of its lane, microseconds of UTC"},
    ),
    "distributions": Table(
        "one rule that tells somebody about events",
        {
            "id": "dist_…",
            "name": "unique in the project",
            "trigger": "the type of events it tells about",
            "segment_id": "segments.id; null for a distribution on orders",
            "channel": "webhook or file",
            "url": "where the webhook is sent",
            "headers": "HTTP headers to send besides ours",
            "payload": "JSON whose texts are templates; null sends the event's object",
            "is_raw": "whether the payload is sent alone, and not under data in an envelope",
            "is_paused": "whether it records no effects and delivers nothing",
            "created_at": "when it was made, UTC",
        },
    ),
    "earning_rules": Table(
        "one rule that gives points for events",
        {
            "id": "earn_…",
            "name": "unique in the project",
            "trigger": "the type of events it gives points for",
            "segment_id": "segments.id; null for a rule on orders",
            "points": "points given; with per, given for each whole per",
            "per": "null for fixed points; else how much of the number earns points once",
            "metadata_key": "the number is in the customer's metadata here; null is the order's amount",
            "starts_at": "nothing is earned before, UTC",
            "ends_at": "nothing is earned from here on, UTC",
            "created_at": "when it was made, UTC",
        },
    ),
    "webhooks": Table(
        "one subscription of the project to types of events",
        {
            "id": "hook_…",
            "name": "unique in the project",
            "url": "where it is sent",
            "headers": "HTTP headers to send besides ours",
            "event_types": "the types subscribed to",
            "created_at": "when it was made, UTC",
        },
    ),
    "project_secrets": Table(
        "the key that signs this project's webhooks; at most one row",
        {"secret": "key of the HMAC-SHA256 signature", "created_at": "when it was made, UTC"},
    ),
    "deliveries": Table(
        "one message to deliver, for one rule and one event: the outbox",
        {
            "id": "dlv_…, derived from rule, customer and event; the Idempotency-Key on the wire",
            "rule_kind": "distribution or webhook",
            "rule_id": "distributions.id or webhooks.id",
            "event_id": "events.id",
            "event_type": "events.type",
            "customer_id": "customers.id",
            "import_id": "the import or on-going update that caused it",
            "data": "the event's object as it was then: customer, segment, order, product, sku",
            "status": "held, pending, delivered, dead or dropped",
            "attempt_count": "how often it was sent and answered for",
            "next_attempt_at": "not to be sent before, UTC",
            "lease_id": "the portion that has taken it",
            "leased_until": "when it may be taken again, UTC",
            "last_status": "HTTP status of the last answer",
            "last_answer": "start of the last answer, or what kept it from coming",
            "created_at": "when it was recorded, UTC",
            "finished_at": "when it was delivered or given up, UTC",
        },
    ),
    "point_transactions": Table(
        "one customer earning points, for one rule and one entry",
        {
            "id": "pts_…, derived from rule, customer and entry",
            "rule_id": "earning_rules.id",
            "customer_id": "customers.id",
            "entry_id": "what it is for: events.id of the entry, or orders.id of the paid order",
            "event_id": "events.id",
            "points": "points earned",
            "status": "held, granted or dropped",
            "import_id": "the import or on-going update that caused it",
            "created_at": "when, UTC",
        },
    ),
    "point_balances": Table(
        "the points of one customer; held and dropped ones do not count",
        {
            "customer_id": "customers.id",
            "balance": "sum of the points granted",
            "transaction_count": "number of the transactions granted",
            "last_earned_at": "when points were granted last, UTC",
        },
        is_view=True,
    ),
}
