"""Opens a lake as a project would have it: a PostgreSQL database of its own for the catalog, a folder for the data."""

import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import duckdb

from tasks.warehouse.storages.lake.extensions import load_extensions
from tests.support.worlds.postgresql import programs

_TABLES = """
CREATE TABLE orders (id BIGINT NOT NULL, amount DECIMAL(38, 0) NOT NULL, note VARCHAR NOT NULL);
CREATE TABLE order_items (order_id BIGINT NOT NULL, position INTEGER NOT NULL, amount DECIMAL(38, 0) NOT NULL);
CREATE TABLE lane_fence (token BIGINT NOT NULL);
INSERT INTO lane_fence VALUES (0);
ALTER TABLE orders SET SORTED BY (id);
ALTER TABLE order_items SET SORTED BY (order_id);
"""


@dataclass(frozen=True)
class Lake:
    """Where a lake is, and the two settings whose other values damage it."""

    database: str
    files: Path
    port: int
    inlined_rows: int = 0
    is_fenced: bool = True


def create_lake(address: str, folder: Path, name: str, *, inlined_rows: int = 0, is_fenced: bool = True) -> Lake:
    """An empty lake in a new database of the server at `address`, with the tables of the proof in it."""
    port = urlsplit(address).port
    where = ["--host", "127.0.0.1", "--port", str(port), "--username", "postgres"]
    subprocess.run([str(programs() / "createdb"), *where, name], check=True)
    lake = Lake(name, folder / name, port, inlined_rows, is_fenced)
    lake.files.mkdir()
    with open_lake(lake) as con:
        con.execute(f"BEGIN; {_TABLES} COMMIT")
    return lake


@contextmanager
def open_lake(lake: Lake) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose tables are the lake's, with no way to any other file."""
    with closing(duckdb.connect()) as con:
        load_extensions(con, ())
        catalog = f"ducklake:postgres:host=127.0.0.1 port={lake.port} user=postgres dbname={lake.database}"
        options = f"DATA_PATH '{lake.files}/', METADATA_SCHEMA 'lake', DATA_INLINING_ROW_LIMIT {lake.inlined_rows}"
        con.execute(f"ATTACH '{catalog}' AS lake ({options})")
        con.execute("USE lake")
        con.execute("SET TimeZone = 'UTC'")
        con.execute("SET enable_progress_bar = false")
        con.execute(f"SET allowed_directories = ['{lake.files}/']")
        con.execute("SET enable_external_access = false")
        con.execute("SET lock_configuration = true")
        yield con
