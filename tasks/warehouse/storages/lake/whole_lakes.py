"""A project's lake as a whole: copied to a DuckDB file, or replaced by the rows of one."""

from contextlib import closing
from pathlib import Path

from schemas.ids import ProjectKey
from tasks.warehouse.engine import connect_openly
from tasks.warehouse.exclusion.fencing import unfenced
from tasks.warehouse.migrations import migrate
from tasks.warehouse.private_files import close_to_others
from tasks.warehouse.statements import Connection, quoted_text, transaction
from tasks.warehouse.storages.lake.address import LakeAddress
from tasks.warehouse.storages.lake.opening import LAKE, attach
from tasks.warehouse.tables import copy_tables
from tasks.warehouse.trouble.full_disk import calls_a_full_disk_by_its_name
from tasks.warehouse.trouble.unreachable import calls_what_is_away_by_its_name


def copy(address: LakeAddress, key: ProjectKey, target: Path) -> None:
    """Write the project's rows, as they are now, to a new file; nobody waits for it meanwhile."""
    with closing(connect_openly(target)) as con, calls_a_full_disk_by_its_name():
        close_to_others(target)
        con.execute("SET GLOBAL TimeZone = 'UTC'")
        with unfenced():
            migrate(con)
            with calls_what_is_away_by_its_name():
                attach(con, address, key, "old")
            with transaction(con):
                copy_tables(con)
        con.execute("DETACH old")


def replace(address: LakeAddress, key: ProjectKey, fresh: Path) -> None:
    """Let the project have the rows of a file, in one transaction."""
    with closing(connect_openly(":memory:")) as con:
        con.execute("SET GLOBAL TimeZone = 'UTC'")
        with calls_what_is_away_by_its_name():
            attach(con, address, key, LAKE)
        con.execute(f"ATTACH {quoted_text(str(fresh))} AS old (READ_ONLY)")
        con.execute(f"USE {LAKE}")
        with unfenced():
            _replace_rows(con)
    fresh.unlink()


def _replace_rows(con: Connection) -> None:
    migrate(con)
    with transaction(con):
        copy_tables(con)
