"""What has followed from events: messages to deliver, and points."""

from schemas.tables.table import Table

EFFECTS = {
    "deliveries": Table(
        "one message to deliver, for one rule and one event: the outbox",
        {
            "id": "dlv_…, derived from rule, customer and event; the Idempotency-Key of its webhook",
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
