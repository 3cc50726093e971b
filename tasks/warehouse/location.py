"""Where a project's data live below `ORDERS_HOME`: the only module that knows it."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from schemas.errors import UsageError
from schemas.ids import ProjectKey

_SUFFIX = ".duckdb"


def database_path(key: ProjectKey, home: Path) -> Path:
    """The project's DuckDB file."""
    return home / key.tenant / f"{key.project}{_SUFFIX}"


def folder_beside(key: ProjectKey, home: Path, name: str) -> Path:
    """The project's folder for files that belong to it but not into its database, such as its rejects."""
    return database_path(key, home).with_suffix(f".{name}")


def projects_in(home: Path) -> Iterator[ProjectKey]:
    """Every project that has a database, in the order of their names; files with other names are none."""
    for path in sorted(home.glob(f"*/*{_SUFFIX}")):
        with suppress(UsageError):
            yield ProjectKey(path.parent.name, path.stem)
