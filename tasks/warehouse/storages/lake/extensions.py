"""DuckDB's extensions for a lake, loaded from the packages that bring them: nothing is downloaded or installed."""

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import duckdb

from schemas.errors import UsageError
from tasks.warehouse.statements import Connection, quoted_text

_LAKE = ("ducklake", "postgres_scanner")


def load_extensions(con: Connection, of_store: Sequence[str]) -> None:
    """Let the connection know lakes, and the store of their rows. Raises `UsageError` where a package is missing."""
    for name in (*_LAKE, *of_store):
        con.execute(f"LOAD {quoted_text(str(extension(name)))}")


@cache
def extension(name: str) -> Path:
    """The file of an extension for this release of DuckDB, which takes no other one's."""
    package = find_spec(f"duckdb_extension_{name}")
    places = [] if package is None or package.origin is None else [Path(package.origin).parent]
    for place in places:
        for file in place.glob(f"extensions/v{duckdb.__version__}/*.duckdb_extension"):
            return file
    message = "Projects cannot be stored here as they should be."
    detail = f"DuckDB {duckdb.__version__} has no extension {name} here."
    raise UsageError(message, detail=detail, operator_hint="Install it: pip install 'historical-orders[lake]'.")
