"""The caps on the orders of one import (contract §1) that a home keeps: one a project, and one for all others."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from schemas.ids import ProjectKey

DEFAULT_LIMIT = 2000
_TABLE = """CREATE TABLE IF NOT EXISTS import_limits (
    tenant TEXT NOT NULL, project TEXT NOT NULL, most_orders INTEGER NOT NULL, PRIMARY KEY (tenant, project))"""
_EVERYBODY = ("", "")  # no name of a tenant or project is empty


def limit_in_force(home: Path, key: ProjectKey) -> int:
    """The cap for imports that run without Prefect: the project's own, else the general one, else 2000."""
    own, general = stored_limits(home, key)
    return next((limit for limit in (own, general) if limit is not None), DEFAULT_LIMIT)


def stored_limits(home: Path, key: ProjectKey) -> tuple[int | None, int | None]:
    """The project's own cap and the general one, where they were set."""
    if not _path(home).exists():
        return None, None
    query = "SELECT tenant, project, most_orders FROM import_limits WHERE (tenant, project) IN ((?, ?), (?, ?))"
    with _opened(home) as con:
        found = {(tenant, project): limit for tenant, project, limit in con.execute(query, (*_names(key), *_EVERYBODY))}
    return found.get(_names(key)), found.get(_EVERYBODY)


def store_limit(home: Path, key: ProjectKey | None, limit: int) -> None:
    """Set the cap of one project, or the general one."""
    insert = "INSERT INTO import_limits VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET most_orders = excluded.most_orders"
    home.mkdir(parents=True, exist_ok=True)
    with _opened(home) as con:
        con.execute(insert, (*_names(key), limit))


def _names(key: ProjectKey | None) -> tuple[str, str]:
    return _EVERYBODY if key is None else (key.tenant, key.project)


def _path(home: Path) -> Path:
    return home / "projects.sqlite"


@contextmanager
def _opened(home: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(_path(home), timeout=10)) as con, con:
        con.execute(_TABLE)
        yield con
