"""What is not kept any more."""

from schemas.tables.table import Table

PRUNINGS = {
    "prunings": Table(
        "one kind of rows that `orders prune` found too old",
        {
            "what": "versions, rejects, events or deliveries",
            "pruned_until": "what is older than this is gone, UTC",
            "pruned_at": "when it was pruned, UTC",
            "row_count": "how many rows",
        },
    ),
}
