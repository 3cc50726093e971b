"""Who is notified when imports of a project end: kept in the home's own database, at most one way a project."""

from pathlib import Path
from typing import TYPE_CHECKING

from schemas.ids import ProjectKey
from tasks.intake.database import has_intake, open_intake

if TYPE_CHECKING:  # each import asks, and hardly any has somebody to notify
    from schemas.notification import Notification


def find_notification(home: Path, key: ProjectKey) -> "Notification | None":
    """Where the project's messages go; none if nobody asked for any."""
    if not has_intake(home):
        return None
    query = "SELECT url, email, block, includes_api FROM notifications WHERE tenant = ? AND project = ?"
    with open_intake(home) as con:
        row = con.execute(query, (key.tenant, key.project)).fetchone()
    if row is None:
        return None
    from schemas.notification import Notification

    url, email, block, includes_api = row
    return Notification(url=url, email=email, block=block, includes_api=bool(includes_api))


def store_notification(home: Path, key: ProjectKey, chosen: "Notification") -> None:
    """Let the project's messages go there, and nowhere else from now on."""
    insert = """INSERT INTO notifications VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (tenant, project) DO UPDATE SET
        url = excluded.url, email = excluded.email, block = excluded.block, includes_api = excluded.includes_api"""
    row = (key.tenant, key.project, chosen.url, chosen.email, chosen.block, chosen.includes_api)
    with open_intake(home) as con:
        con.execute(insert, row)


def remove_notification(home: Path, key: ProjectKey) -> bool:
    """Send no more; whether there was anybody to send to."""
    with open_intake(home) as con:
        gone = con.execute("DELETE FROM notifications WHERE tenant = ? AND project = ?", (key.tenant, key.project))
    return gone.rowcount > 0
