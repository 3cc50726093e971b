"""The caps on the orders of one import (contract §1) that a home keeps: one a project, and one for all others."""

from pathlib import Path
from typing import NamedTuple

from schemas.clock import utc_now
from schemas.ids import ProjectKey
from tasks.intake.database import has_intake, open_intake, read_intake

DEFAULT_LIMIT = 2000
_EVERYBODY = ("", "")  # no name of a tenant or project is empty


class StoredLimits(NamedTuple):
    """A project's own cap and the general one, where they were set; `set_at` is when one of them was set last (ISO)."""

    own: int | None
    general: int | None
    set_at: str


def limit_in_force(home: Path, key: ProjectKey) -> int:
    """The cap for imports that run without Prefect: the project's own, else the general one, else 2000."""
    stored = stored_limits(home, key)
    return next((limit for limit in (stored.own, stored.general) if limit is not None), DEFAULT_LIMIT)


def stored_limits(home: Path, key: ProjectKey) -> StoredLimits:
    """The caps that this home keeps for a project."""
    if not has_intake(home):
        return StoredLimits(None, None, "")
    query = """SELECT tenant, project, most_orders, set_at FROM import_limits
        WHERE (tenant, project) IN ((?, ?), (?, ?))"""
    rows = read_intake(home, query, (*_names(key), *_EVERYBODY))
    found = {(tenant, project): limit for tenant, project, limit, _ in rows}
    set_at = max((set_at for *_, set_at in rows), default="")
    return StoredLimits(found.get(_names(key)), found.get(_EVERYBODY), set_at)


def store_limit(home: Path, key: ProjectKey | None, limit: int) -> None:
    """Set the cap of one project, or the general one."""
    insert = """INSERT INTO import_limits VALUES (?, ?, ?, ?)
        ON CONFLICT (tenant, project) DO UPDATE SET most_orders = excluded.most_orders, set_at = excluded.set_at"""
    with open_intake(home) as con:
        con.execute(insert, (*_names(key), limit, utc_now().isoformat(timespec="microseconds")))


def _names(key: ProjectKey | None) -> tuple[str, str]:
    return _EVERYBODY if key is None else (key.tenant, key.project)
