"""Segments, their members, and the events that tell of both."""

from schemas.tables.table import Table

SEGMENTS = {
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
        "one event, such as a customer entering a segment",
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
}
