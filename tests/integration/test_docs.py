"""What docs show and what takes a process to try."""

import subprocess
from pathlib import Path

from schemas.ids import ProjectKey
from tasks.warehouse.connection import open_warehouse
from tests.support.pages import pages

SHOP = ProjectKey("acme", "shop")


def test_a_backup_made_as_shown_is_whole(tmp_path, monkeypatch):
    [shown] = pages()["docs/operations.md"].blocks("python")
    monkeypatch.chdir(tmp_path)
    with open_warehouse(Path("data/warehouse"), SHOP) as con:
        con.execute("UPDATE lane_fence SET token = 7")
    exec(compile(shown, "docs/operations.md", "exec"), {})
    Path("restored/acme").mkdir(parents=True)
    subprocess.run(["cp", "shop-backup.duckdb", "restored/acme/shop.duckdb"], check=True)
    with open_warehouse(Path("restored"), SHOP, create=False) as con:
        assert con.execute("SELECT token FROM lane_fence").fetchall() == [(7,)]
