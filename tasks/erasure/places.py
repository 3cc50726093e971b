"""Every table of a project's database, and what an erasure does with it; a test holds the list and the tables together.

Whoever adds a table says here what becomes of it.
"""

from enum import StrEnum


class Fate(StrEnum):
    """What becomes of the rows of a table that have to do with the person."""

    DELETED = "its rows about the person are deleted"
    ANONYMOUS = "its rows stay, without whom they were about, and without free texts"
    REDACTED = "a text that names the person is replaced by (erased)"
    EMPTIED = "its rows about the person stay as counts, without their contents"
    NOBODY = "it names no customer"


TABLES: dict[str, Fate] = {
    "imports": Fate.REDACTED,
    "rejects": Fate.EMPTIED,
    "orders": Fate.ANONYMOUS,
    "order_items": Fate.ANONYMOUS,
    "order_versions": Fate.ANONYMOUS,
    "order_item_versions": Fate.ANONYMOUS,
    "customers": Fate.DELETED,
    "customer_versions": Fate.DELETED,
    "customer_summaries": Fate.DELETED,
    "products": Fate.NOBODY,
    "product_versions": Fate.NOBODY,
    "skus": Fate.NOBODY,
    "sku_versions": Fate.NOBODY,
    "segments": Fate.REDACTED,
    "segment_members": Fate.DELETED,
    "segment_changes": Fate.DELETED,
    "events": Fate.DELETED,
    "pending_refreshes": Fate.DELETED,
    "lane_fence": Fate.NOBODY,
    "write_counter": Fate.NOBODY,
    "distributions": Fate.NOBODY,
    "earning_rules": Fate.NOBODY,
    "webhooks": Fate.NOBODY,
    "project_secrets": Fate.NOBODY,
    "deliveries": Fate.EMPTIED,
    "point_transactions": Fate.DELETED,
    "point_balances": Fate.DELETED,
    "backfills": Fate.REDACTED,
    "backfill_sources": Fate.REDACTED,
    "backfill_rows": Fate.NOBODY,
    "row_mentions": Fate.DELETED,
    "undos": Fate.REDACTED,
    "dropped_effects": Fate.NOBODY,
    "erasures": Fate.NOBODY,
    "erased_names": Fate.NOBODY,
    "prunings": Fate.NOBODY,
}
"""By name; views are there too."""


def as_markdown() -> list[str]:
    """The lines of the table in `docs/erasure.md`."""
    return [
        f"| {', '.join(f'`{table}`' for table, said in TABLES.items() if said is fate)} | {fate} |" for fate in Fate
    ]
