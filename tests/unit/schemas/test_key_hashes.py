"""Hashes of keys: rows stored before there were any have them, the same that are written now."""

from pathlib import Path

import duckdb

from tasks.warehouse.key_hashes import HASHED, hash_of

MIGRATIONS = sorted(Path("schemas/migrations").glob("*.sql"))
CUSTOMERS = """INSERT INTO customers BY NAME SELECT 'cust_' || i AS id, nullif('c' || i, 'c1') AS source_id,
now() AS created_at, now() AS updated_at, 'imp_1' AS import_id FROM range(3) AS numbers(i)"""


def test_rows_of_old_get_hashes_of_their_keys():
    with duckdb.connect(":memory:") as con:
        for file in MIGRATIONS:
            if file.name.startswith("0014"):
                con.execute(CUSTOMERS)
            con.execute(file.read_text())
        rights = ", ".join(f"{key}_hash IS NOT DISTINCT FROM {hash_of(key)}" for key in HASHED["customers"])
        found = con.execute(f"SELECT {rights}, source_id_hash IS NULL FROM customers ORDER BY id").fetchall()
        assert found == [(True, True, False), (True, True, True), (True, True, False)]


def test_a_hash_is_what_it_always_was():
    with duckdb.connect(":memory:") as con:
        assert con.execute(f"SELECT {hash_of('$key')}", {"key": "ord_1"}).fetchone() == (4197876066,)
