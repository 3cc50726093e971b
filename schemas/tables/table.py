"""What is said of a table, and the columns that many tables share.

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


BY_IMPORT = {"import_id": "the import that last wrote this row"}
TIMES = {"created_at": "when it was first stored, UTC", "updated_at": "when it was last written, UTC"}
REPLACED = {
    "replaced_by": "the import, on-going update or undo that replaced this version",
    "replaced_at": "when it was replaced, UTC",
    "write_number": "says which of two replaced it earlier: the lower one; null before undo was possible",
}
METADATA = {"metadata": "any JSON object, as it came; merged by top-level key on update"}


def hashes(*keys: str) -> dict[str, str]:
    """The columns by which rows are looked up, one for each of these keys."""
    return {f"{key}_hash": f"32 bits of the MD5 of {key}, by which rows are found; null where that is" for key in keys}
