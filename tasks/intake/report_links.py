"""Links to the page about an import, for people who have no keys: each opens that page alone, and for some days.

Of a link's secret only a hash is stored.
"""

from datetime import timedelta
from pathlib import Path

from schemas.clock import utc_now
from schemas.ids import ProjectKey
from tasks.intake.database import open_intake, read_intake
from tasks.intake.keys.keys import stamp
from tasks.intake.keys.secret import hash_of, new_secret


def make_report_token(home: Path, key: ProjectKey, import_id: str, life: timedelta) -> str:
    """A secret that opens the page about this import until its life is over."""
    token, now = new_secret(), utc_now()
    row = (hash_of(token), key.tenant, key.project, import_id, stamp(now + life))
    with open_intake(home) as con:
        con.execute("DELETE FROM report_links WHERE expires_at < ?", (stamp(now),))
        con.execute("INSERT INTO report_links VALUES (?, ?, ?, ?, ?)", row)
    return token


def find_linked_project(home: Path, token: str, import_id: str) -> ProjectKey | None:
    """The project of an import whose page this secret opens; none if it opens another one, or does no longer."""
    query = "SELECT tenant, project FROM report_links WHERE token_hash = ? AND import_id = ? AND expires_at > ?"
    row = next(iter(read_intake(home, query, (hash_of(token), import_id, stamp(utc_now())))), None)
    return None if row is None else ProjectKey(*row)
