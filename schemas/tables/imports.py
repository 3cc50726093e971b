"""Imports, and what they have yet to do or handed back."""

from schemas.tables.table import Table

IMPORTS = {
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
            "is_undoable": "whether all that its undo needs is kept",
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
}
UNDER_WAY = {
    "pending_refreshes": Table(
        "one customer whose summary and segments an import has yet to bring up to date",
        {"import_id": "the import that touched the customer", "customer_id": "customers.id"},
    ),
    "write_counter": Table(
        "the one row with the number of the last write",
        {"last_number": "that of the last transaction that replaced rows, or could have"},
    ),
    "lane_fence": Table(
        "one row: who may write",
        {"token": "when the last import that wrote here got the lease of its lane, microseconds of UTC"},
    ),
}
