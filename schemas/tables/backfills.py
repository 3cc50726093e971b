"""Backfills that are under way, and how far they are."""

from schemas.tables.table import Table

BACKFILLS = {
    "backfills": Table(
        "one backfill, which is an import too: its row in imports says when it began and how it ended",
        {
            "id": "imports.id",
            "command": "its sources and options as they were given, as JSON; the same command goes on with it",
            "mapping_checksum": "CRC-32 of its mapping; 0 without one",
            "loaded": "what its portions have written so far",
            "is_ended": "whether nothing is left to do",
        },
    ),
    "backfill_rows": Table(
        "one order as a backfill's source says it, until the backfill has ended",
        {
            "backfill_id": "backfills.id",
            "row": "its position among the orders of all sources",
            "order_id": "orders.id",
            "status": "as given; null where it is not",
            "created_at": "as given, UTC; null where it is not",
            "amount": "as given, or what its items come to; null where nothing is said of it",
            "currency": "as given in its metadata",
        },
    ),
    "backfill_sources": Table(
        "one file or URL that a backfill reads",
        {
            "backfill_id": "backfills.id",
            "source_index": "0-based position among the sources",
            "name": "path or URL",
            "format": "format of the source; null until it is read",
            "preset": "the shipped mapping by which it is read, if one is",
            "stamp": "its size and when it was changed, or its ETag, as it was when its reading began",
            "byte_count": "its size",
            "first_row": "the row of its first order among those of all sources",
            "next_row": "the row of the next order that is not stored yet",
            "position": "where that begins: a byte of text, else the number of the order in the source",
            "checksum": "CRC-32 of the bytes before position, of a source that is no text of all bytes",
            "is_done": "whether all of it is stored",
        },
    ),
}
