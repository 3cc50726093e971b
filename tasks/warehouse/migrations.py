"""Brings a database's tables up to date: the numbered files of `schemas/migrations`, each applied once."""

from collections.abc import Sequence
from importlib import resources
from pathlib import Path

import duckdb

from schemas.clock import naive_utc_now
from schemas.errors import ImportAbortedError
from schemas.tables.tables import TABLES
from tasks.warehouse.first_rows import UNFINISHED, delete_first_rows, write_first_rows
from tasks.warehouse.statements import Connection, quoted_text, sql, transaction

_FILE = "duckdb"
# DuckDB unpacks whole numbers of 128 bits slowly from its own files; other storages would round them, but no decimals
_WHOLE_128_BITS = ("HUGEINT USING COMPRESSION uncompressed", "DECIMAL(38, 0)")


def migrate(con: Connection) -> None:
    """Apply the numbered migrations this database has not seen, each recorded, all in one transaction.

    Where it pays, empty tables get statistics in another one (`tasks.warehouse.first_rows`).
    """
    con.execute("CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER, name VARCHAR, applied_at TIMESTAMP)")
    applied = _applied(con)
    known = max(version for version, _ in _migrations())
    if newer := [version for version in applied if version > known]:
        message = "The project's database was written by a newer release."
        detail = f"The database has tables of version {max(newer)}, and this release knows them up to {known}."
        hint = "Use the newer release; this one would not understand what it stored."
        raise ImportAbortedError(message, detail=detail, operator_hint=hint)
    due = [(version, file) for version, file in _migrations() if version not in applied]
    if due:
        _apply(con, due)
        applied = _applied(con)
    if UNFINISHED in applied:
        delete_first_rows(con)


def _apply(con: Connection, due: Sequence[tuple[int, Path]]) -> None:
    # hundreds of statements that take a moment each: half of it would be spent on waking the other threads
    con.execute("SET GLOBAL threads = 1")
    [(storage,)] = con.execute(sql("warehouse/storage")).fetchall()
    with transaction(con):
        for version, file in due:
            con.execute(_declared(file.read_text(), storage))
            now = naive_utc_now()
            con.execute("INSERT INTO schema_migrations VALUES (?, ?, ?)", [version, file.name, now])
        _comment(con, storage)
        if storage != _FILE:
            write_first_rows(con, naive_utc_now())
    con.execute("RESET GLOBAL threads")


def is_up_to_date(con: Connection) -> bool:
    """Whether this database has seen all migrations of this release, and none of a newer one."""
    try:
        return _applied(con) == {version for version, _ in _migrations()}
    except duckdb.CatalogException:
        return False  # it was made, and its tables were not


def _applied(con: Connection) -> set[int]:
    return {version for (version,) in con.execute("SELECT version FROM schema_migrations").fetchall()}


def _migrations() -> list[tuple[int, Path]]:
    folder = resources.files("schemas") / "migrations"
    files = [Path(str(file)) for file in folder.iterdir() if file.name.endswith(".sql")]
    return sorted((int(file.name.split("_")[0]), file) for file in files)


def _declared(migration: str, storage: str) -> str:
    """The text of a migration as the storage understands it."""
    return migration if storage == _FILE else migration.replace(*_WHOLE_128_BITS)


def _comment(con: Connection, storage: str) -> None:
    """Store the prose of `schemas.tables.tables` in the database; names and prose are ours, never input."""
    statements = []
    for table, described in TABLES.items():
        kind = "VIEW" if described.is_view else "TABLE"
        statements.append(f"COMMENT ON {kind} {table} IS {quoted_text(described.grain)}")
        # other storages have no comments on the columns of a view
        if storage == _FILE or not described.is_view:
            for column, meaning in described.columns.items():
                statements.append(f'COMMENT ON COLUMN {table}."{column}" IS {quoted_text(meaning)}')
    # all at once, which takes half as long
    con.execute(";\n".join(statements))
