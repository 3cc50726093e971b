"""The caps on the orders of one import (contract §1) that a home keeps: one a project, and one for all others."""

from pathlib import Path

from schemas.ids import ProjectKey
from tasks.intake.database import has_intake, open_intake

DEFAULT_LIMIT = 2000
_EVERYBODY = ("", "")  # no name of a tenant or project is empty


def limit_in_force(home: Path, key: ProjectKey) -> int:
    """The cap for imports that run without Prefect: the project's own, else the general one, else 2000."""
    own, general = stored_limits(home, key)
    return next((limit for limit in (own, general) if limit is not None), DEFAULT_LIMIT)


def stored_limits(home: Path, key: ProjectKey) -> tuple[int | None, int | None]:
    """The project's own cap and the general one, where they were set."""
    if not has_intake(home):
        return None, None
    query = "SELECT tenant, project, most_orders FROM import_limits WHERE (tenant, project) IN ((?, ?), (?, ?))"
    with open_intake(home) as con:
        found = {(tenant, project): limit for tenant, project, limit in con.execute(query, (*_names(key), *_EVERYBODY))}
    return found.get(_names(key)), found.get(_EVERYBODY)


def store_limit(home: Path, key: ProjectKey | None, limit: int) -> None:
    """Set the cap of one project, or the general one."""
    insert = "INSERT INTO import_limits VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET most_orders = excluded.most_orders"
    with open_intake(home) as con:
        con.execute(insert, (*_names(key), limit))


def _names(key: ProjectKey | None) -> tuple[str, str]:
    return _EVERYBODY if key is None else (key.tenant, key.project)
