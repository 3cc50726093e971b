"""Rules: what is to follow from events."""

from schemas.tables.table import Table

RULES = {
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
}
