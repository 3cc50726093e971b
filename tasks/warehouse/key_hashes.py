"""Hashes of the keys by which tables are searched, each in a column beside its key (`id_hash` beside `id`).

A key is a text of some thirty characters that hardly compresses; 32 bits of its MD5 are read and compared in a fifth
of the time, which counts where a table has millions of rows. Rows with the right hash are candidates: whoever looks a
key up compares the keys of these too, once they are read (`MATERIALIZED`), or DuckDB reads the keys of all rows first.

Invariant: each row has the hashes of its keys, null where a key is null. Whoever inserts rows adds `with_hashes`;
whoever changes a key changes its hash. They are a matter of the tables alone: versions and frames have none.
"""

HASHED = {
    "orders": ("id", "source_id", "customer_id"),
    "order_items": ("order_id",),
    "customers": ("id", "source_id"),
    "products": ("id", "source_id"),
    "skus": ("id", "source_id"),
    "customer_summaries": ("customer_id",),
}
"""The keys of each table that are hashed."""


def hash_of(key: str) -> str:
    """SQL for the hash of a column or expression. Hashes are stored, so this stays as it is."""
    return f"(md5_number_lower({key}) >> 32)::UINTEGER"


def with_hashes(table: str) -> str:
    """SQL for the hashes of a row that is to be inserted, after its columns."""
    return "".join(f", {hash_of(key)} AS {key}_hash" for key in HASHED[table])


def hash_columns(table: str) -> str:
    """The names of a table's columns of hashes, for whoever wants all others."""
    return ", ".join(f"{key}_hash" for key in HASHED[table])
