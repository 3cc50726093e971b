"""Opens a project's lake as the database of a connection that reaches nothing else."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from schemas.ids import ProjectKey
from tasks.warehouse.engine import close_off, connect_openly
from tasks.warehouse.origin import begin_in
from tasks.warehouse.private_files import private_folder
from tasks.warehouse.statements import Connection, quoted_text
from tasks.warehouse.storages.lake.address import LakeAddress, schema_of
from tasks.warehouse.storages.lake.extensions import load_extensions
from tasks.warehouse.trouble.unreachable import calls_what_is_away_by_its_name

LAKE = "lake"
"""What the database of the connection is called."""


@contextmanager
def open_lake(address: LakeAddress, key: ProjectKey, scratch: Path) -> Iterator[Connection]:
    """The project's lake, made if there is none yet; what does not fit into memory goes to `scratch`."""
    with closing(connect_openly(":memory:")) as con:
        with calls_what_is_away_by_its_name():
            attach(con, address, key, LAKE)
        begin_in(con, LAKE)
        con.execute("SET GLOBAL TimeZone = 'UTC'")
        con.execute(f"SET GLOBAL temp_directory = {quoted_text(str(scratch))}")
        close_off(con, address.files_of(key))
        yield con


def attach(con: Connection, address: LakeAddress, key: ProjectKey, name: str) -> None:
    """Have the project's lake beside what the connection has open, called `name`."""
    store = address.object_store
    load_extensions(con, store.extensions if store else ())
    if store:
        con.execute(store.secret(address.data))
    else:
        folder = private_folder(Path(address.files_of(key)))
        private_folder(folder.parent)
    options = {"DATA_PATH": address.files_of(key), "METADATA_SCHEMA": schema_of(key)}
    connection = conninfo_to_dict(address.connection_to(key.tenant))
    # apart, as DuckDB's errors have the whole text of the connection in them
    password = connection.pop("password", None)
    if password is not None:
        con.execute(f"CREATE SECRET catalog (TYPE postgres, PASSWORD {quoted_text(str(password))})")
        options["META_SECRET"] = "catalog"
    said = ", ".join(f"{name} {quoted_text(value)}" for name, value in options.items())
    catalog = quoted_text(f"ducklake:postgres:{make_conninfo('', **connection)}")
    # rows kept in the catalog have been lost and doubled by upkeep beside writers (docs/adr/0012)
    con.execute(f"ATTACH {catalog} AS {name} ({said}, DATA_INLINING_ROW_LIMIT 0)")
