"""What writes said of rows that were stored already, and what was taken back."""

from schemas.tables.table import Table

UNDOS = {
    "row_mentions": Table(
        "what one write said of a row that was stored already, whether that changed it or not",
        {
            "write_number": "says which of two was earlier; that of the version it replaced, if it replaced one",
            "import_id": "the import or on-going update",
            "kind": "name of the table of the row",
            "id": "id of the row",
            "fields": "the columns it gave values for; items are one of them",
            "metadata_keys": "the keys of the metadata it gave, as a JSON array; null without metadata",
            "row": "0-based position in the source of the row that said so last",
        },
    ),
    "undos": Table(
        "one undo; it is in imports too",
        {
            "id": "imports.id of the undo itself",
            "undone": "the imports, or the undo, that it took back",
            "report": "what it did",
        },
    ),
    "dropped_effects": Table(
        "one held or waiting effect that an undo has dropped",
        {"undo_id": "undos.id", "effect_id": "deliveries.id or point_transactions.id", "status": "what it was before"},
    ),
}
