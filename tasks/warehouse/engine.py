"""The only module that opens DuckDB.

Invariant: whoever gets a connection here has no access to files beside the database, so that no value of the data can
make DuckDB read or write anything else.
"""

import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import duckdb

from tasks.warehouse.statements import Connection, quoted_text

if find_spec("pandas") is None:
    # DuckDB tries to import it for each value that it binds, which searches the path anew: a tenth of a small import
    sys.modules["pandas"] = None  # type: ignore[assignment]  # how Python is told that a module cannot be imported

Config = Mapping[str, str | bool | int | float | list[str]]
# The row group pruner of DuckDB 1.5 counts rows that another transaction is about to commit among the first of an
# ORDER BY with a LIMIT, and looks no further: a page read beside an import could be empty.
_RIGHT: Config = {"disabled_optimizers": "row_group_pruner"}
_CLOSED: Config = {"enable_external_access": False}


def connect(database: Path | str, config: Config) -> Connection:
    """A connection without access to any other file, which writes nothing to stdout."""
    return _quiet(duckdb.connect(database, config={**_RIGHT, **_CLOSED, **config}))


def connect_openly(database: Path | str) -> Connection:
    """The same with access to all files, which only statements of ours may have, and only until `close_off`."""
    return _quiet(duckdb.connect(database, config=dict(_RIGHT)))


def close_off(con: Connection, folder: str) -> None:
    """Let the connection, and its cursors, reach nothing but what is attached, and files below `folder` or its URL."""
    con.execute(f"SET allowed_directories = [{quoted_text(folder)}]")
    con.execute("SET enable_external_access = false")


def _quiet(con: Connection) -> Connection:
    # DuckDB shows progress in a process that looks interactive, such as `python -c`
    con.execute("SET enable_progress_bar = false")
    return con
