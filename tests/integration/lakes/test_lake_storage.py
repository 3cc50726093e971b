"""A project in a lake: stored, read beside whoever writes, written anew, copied and replaced."""

import subprocess
from contextlib import nullcontext
from pathlib import Path

import boto3
import duckdb
import psycopg
import pytest

from schemas.errors import DatabaseBusyError, UsageError
from schemas.ids import ProjectKey
from tasks.queries.orders import list_orders
from tasks.queries.rows import Page
from tasks.warehouse import migrations
from tasks.warehouse.connection import open_to_read, open_warehouse
from tasks.warehouse.sharing.pool import DatabasePool
from tasks.warehouse.statements import Connection, transaction
from tasks.warehouse.storages.lake.address import LakeAddress, schema_of
from tasks.warehouse.storages.lake.opening import open_lake
from tasks.warehouse.storages.of_home import keep_data_in, storage_of
from tasks.warehouse.whole_projects.checksums import checksums
from tests.support.projects.lakes import lake_for
from tests.support.projects.stages import KEY, import_orders, rows
from tests.support.worlds.azure_store import azure_server, can_start_azure
from tests.support.worlds.postgresql import programs

OTHER = ProjectKey("t", "other")
ORDERS = [
    {"source_id": f"o-{number}", "amount": 2**60, "customer": {"source_id": f"c-{number}", "email": f"{number}@x.org"}}
    for number in range(3)
]

ELSEWHERE = [
    "SELECT * FROM read_parquet('{rows}/t/other/**/*.parquet')",
    "SELECT * FROM read_text('/etc/hostname')",
    "COPY orders TO '{rows}/t/stolen.csv'",
    "ATTACH '{rows}/somebody.duckdb'",
]


def stored(home: Path, key: ProjectKey = KEY) -> list[str]:
    with open_warehouse(home, key, create=False) as con:
        return [order_id for (order_id,) in con.execute("SELECT source_id FROM orders ORDER BY ALL").fetchall()]


def test_what_is_imported_is_there_in_a_folder(address, home, tmp_path):
    with open_warehouse(home, KEY) as con:
        import_orders(con, *ORDERS)
    assert stored(home) == ["o-0", "o-1", "o-2"]
    assert list((tmp_path / "rows" / "t" / "p").rglob("*.parquet"))
    assert list(storage_of(home).projects()) == [KEY]
    assert not list(home.rglob("*.duckdb"))


def write_and_delete(home: Path) -> None:
    """What a store has to let one do: write, read, list and remove."""
    with open_warehouse(home, KEY) as con:
        import_orders(con, *ORDERS)
        with transaction(con):
            con.execute("DELETE FROM orders WHERE source_id = 'o-1'")
    storage_of(home).rewrite(KEY, patience=60)
    assert stored(home) == ["o-0", "o-2"]


@pytest.mark.deep
@pytest.mark.parametrize("scheme", ["s3", "gs"])
def test_and_in_an_object_store(object_store, home, server, scheme):
    with lake_for(home, server, f"{scheme}://orders/{scheme}"):
        write_and_delete(home)
    client = boto3.client("s3", endpoint_url=object_store)
    found = [each["Key"] for each in client.list_objects_v2(Bucket="orders", Prefix=scheme)["Contents"]]
    assert {name.split("/")[:3] == [scheme, "t", "p"] for name in found} == {True}
    assert not any(b"o-1" in client.get_object(Bucket="orders", Key=name)["Body"].read() for name in found)


@pytest.mark.parametrize("said", ["connection", "account and key"])
def test_and_in_azures(home, server, tmp_path, monkeypatch, said):
    if not can_start_azure():
        pytest.skip("there is no azurite-blob here")
    with azure_server(tmp_path) as store:
        for name, value in store.environment[said].items():
            monkeypatch.setenv(name, value)
        store.make_container("orders")
        with lake_for(home, server, "az://orders/years"):
            write_and_delete(home)
        assert all(name.startswith("years/t/p/") for name in store.names("orders"))


def row_counts(con: Connection) -> dict[str, int]:
    """Of the tables that have rows."""
    return {table: found.row_count for table, found in checksums(con).items() if found.row_count}


def test_of_a_new_project_all_tables_have_statistics_and_none_has_rows(address, home):
    with open_warehouse(home, KEY) as con:
        assert row_counts(con).keys() == {"schema_migrations", "lane_fence", "write_counter"}
        catalog = f"__ducklake_metadata_lake.{schema_of(KEY)}"
        without = (
            f"SELECT table_name FROM {catalog}.ducklake_table ANTI JOIN {catalog}.ducklake_table_stats USING (table_id)"
        )
        assert con.execute(f"{without} WHERE end_snapshot IS NULL").fetchall() == []


@pytest.mark.deep
def test_nobody_sees_the_rows_that_a_process_which_was_killed_left_for_statistics(address, home, monkeypatch):
    with monkeypatch.context() as killed:
        killed.setattr(migrations, "delete_first_rows", lambda _con: 1 / 0)
        with pytest.raises(ZeroDivisionError), open_warehouse(home, KEY):
            pass
    with open_to_read(home, KEY, patience=60) as con:
        assert row_counts(con).keys() == {"schema_migrations", "lane_fence", "write_counter"}


@pytest.mark.deep
def test_each_change_gives_its_project_another_stamp(address, home):
    for key in (KEY, OTHER):
        with open_warehouse(home, key) as con:
            import_orders(con, ORDERS[0])
    before = storage_of(home).stamps()
    with open_warehouse(home, KEY) as con:
        import_orders(con, ORDERS[1], import_id="imp_2")
    after = storage_of(home).stamps()
    assert {key for key in after if after[key] != before[key]} == {KEY}
    assert after.keys() == {KEY, OTHER}


def test_another_home_has_the_same_projects(address, home, tmp_path):
    with open_warehouse(home, KEY) as con:
        import_orders(con, *ORDERS)
    other = storage_of(home)
    assert other.has(KEY)
    assert not other.has(OTHER)


def test_whoever_reads_sees_what_was_committed_and_waits_for_nobody(address, home):
    with open_warehouse(home, KEY) as con:
        import_orders(con, ORDERS[0])
        with open_to_read(home, KEY, patience=0.0) as reader:
            count = "SELECT count(*) FROM orders"
            with transaction(con):
                con.execute("DELETE FROM orders")
                assert reader.execute(count).fetchall() == [(1,)]
            assert reader.execute(count).fetchall() == [(0,)]


async def test_requests_read_beside_an_import(address, home):
    pool = DatabasePool(home, 20.0)
    with open_warehouse(home, KEY) as con:
        import_orders(con, *ORDERS)
        page, total = await pool.read(KEY, list_orders, Page(2))
    assert (len(page), total) == (2, 3)
    await pool.close()


def test_no_other_file_can_be_reached(address, home, tmp_path):
    with open_warehouse(home, OTHER) as con:
        import_orders(con, *ORDERS)
    with open_warehouse(home, KEY) as con:
        for statement in ELSEWHERE:
            with pytest.raises(duckdb.Error, match="disabled"):
                con.execute(statement.format(rows=tmp_path / "rows"))


def test_many_small_files_become_few(address, home, tmp_path, monkeypatch):
    monkeypatch.setattr("tasks.warehouse.storages.lake.upkeep._MOST_FILES", 20)
    due = "SELECT sum(file_count + delete_file_count) FROM ducklake_table_info('lake')"
    with open_warehouse(home, KEY) as con:
        for _ in range(3):
            import_orders(con, *ORDERS)
        before = {table: rows(con, table) for table in ("orders", "order_versions", "customers")}
        [(many,)] = con.execute(due).fetchall()
    with open_warehouse(home, KEY) as con:
        [(few,)] = con.execute(due).fetchall()
        assert {table: rows(con, table) for table in before} == before
    assert few < many / 2


def test_what_was_deleted_is_gone_from_all_bytes(address, home, tmp_path, server):
    with open_warehouse(home, KEY) as con:
        import_orders(con, *ORDERS)
        with transaction(con):
            con.execute("DELETE FROM customers WHERE source_id = 'c-2'")
            con.execute("DELETE FROM customer_versions WHERE source_id = 'c-2'")
    assert traces(tmp_path, address, server, "2@x.org")
    storage_of(home).rewrite(KEY, 5.0)
    assert not traces(tmp_path, address, server, "2@x.org")
    assert traces(tmp_path, address, server, "0@x.org")
    assert stored(home) == ["o-0", "o-1", "o-2"]


def traces(tmp_path: Path, address: str, server: str, text: str) -> list[str]:
    """Where it still is: in files as they are, in their values, or in the catalog."""
    files = [str(path) for path in (tmp_path / "rows").rglob("*.parquet")]
    found = [path for path in files if text.encode() in Path(path).read_bytes()]
    for path in files:
        with duckdb.connect() as con:
            values = con.execute(f"SELECT * FROM '{path}'").fetchall()
        found += [path for row in values if text in str(row)]
    dump = [str(programs() / "pg_dump"), f"{address.removeprefix('ducklake:')}_t"]
    catalog = subprocess.run(dump, check=True, capture_output=True, text=True).stdout
    return found + [line for line in catalog.splitlines() if text in line]


@pytest.mark.deep
def test_a_copy_in_a_file_and_back_is_the_same(address, home, tmp_path):
    tables = ("orders", "order_items", "customers", "customer_summaries", "imports", "lane_fence")
    with open_warehouse(home, KEY) as con:
        import_orders(con, *ORDERS)
        before = {table: rows(con, table) for table in tables}
    copy = tmp_path / "copy.duckdb"
    storage_of(home).copy_to(copy, KEY, 5.0)
    with duckdb.connect(copy) as con:
        assert {table: rows(con, table) for table in tables} == before
    storage_of(home).replace_by(copy, OTHER, 5.0)
    with open_warehouse(home, OTHER, create=False) as con:
        assert {table: rows(con, table) for table in tables} == before
    assert not copy.exists()


@pytest.mark.parametrize(
    ("storage", "data", "problem"),
    [
        ("postgresql://db/x", "/rows", "ORDERS_STORAGE is not the address"),
        ("ducklake:sqlite:/x", "/rows", "ORDERS_STORAGE is not the address"),
        ("ducklake:postgresql://db", "/rows", "ORDERS_STORAGE is not the address"),
        ("ducklake:postgresql://db/x", None, "ORDERS_DATA is not a place"),
        ("ducklake:postgresql://db/x", "rows", "ORDERS_DATA is not a place"),
        ("ducklake:postgresql://db/x", "ftp://x/rows", "ORDERS_DATA is not a place"),
    ],
)
def test_what_is_no_lake_is_refused(storage, data, problem):
    with pytest.raises(UsageError, match=problem):
        LakeAddress.read(storage, data)


def test_names_that_postgresql_would_cut_are_refused():
    address = LakeAddress.read("ducklake:postgresql://db/lakes", "/rows")
    with pytest.raises(UsageError, match="Use at most 57 characters"):
        address.database_of("a" * 58)


def test_the_password_is_not_in_what_is_said(tmp_path):
    address = LakeAddress.read("ducklake:postgresql://somebody:geheim@127.0.0.1:1/lakes", str(tmp_path))
    with pytest.raises(DatabaseBusyError, match="does not answer") as refused, open_lake(address, KEY, tmp_path):
        pass
    assert "geheim" not in f"{refused.value} {refused.value.__cause__} {address}"


def test_with_a_password(server, home, tmp_path):
    with psycopg.connect(server, autocommit=True) as session:
        session.execute("CREATE ROLE locksmith LOGIN CREATEDB PASSWORD 'it''s geheim'")
        [(rules,)] = session.execute("SHOW hba_file").fetchall()
        Path(rules).write_text(f"host all locksmith 127.0.0.1/32 scram-sha-256\n{Path(rules).read_text()}")
        session.execute("SELECT pg_reload_conf()")
        session.execute("CREATE DATABASE locked OWNER locksmith")
    place = server.rpartition("@")[2].rpartition("/")[0]
    for password, outcome in (
        ("it's%20geheim", nullcontext()),
        ("no", pytest.raises(DatabaseBusyError, match="password")),
    ):
        keep_data_in(home, f"ducklake:postgresql://locksmith:{password}@{place}/locked", str(tmp_path))
        with outcome, open_warehouse(home, KEY) as con:
            assert con.execute("SELECT count(*) FROM orders").fetchall() == [(0,)]
    keep_data_in(home, None, None)
