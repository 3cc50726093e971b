"""The home's own database: made at its first use, by whoever is first, and brought up to date from any age."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from schemas.ids import ProjectKey
from tasks.intake.api_keys import list_projects
from tasks.intake.database import has_intake, open_intake, read_intake
from tasks.intake.limits import limit_in_force, store_limit

SHOP = ProjectKey("acme", "shop")


def test_a_home_has_none_before_it_is_used(tmp_path):
    assert not has_intake(tmp_path)
    with open_intake(tmp_path):
        pass
    assert has_intake(tmp_path)


def test_many_may_be_the_first(tmp_path):
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: store_limit(tmp_path, ProjectKey("t", f"p{number}"), number), range(8)))
    assert [limit_in_force(tmp_path, ProjectKey("t", f"p{number}")) for number in range(8)] == list(range(8))


def test_what_was_kept_before_there_were_migrations_is_kept(tmp_path):
    with sqlite3.connect(tmp_path / "projects.sqlite") as con:
        con.execute("""CREATE TABLE projects (app_id TEXT PRIMARY KEY, tenant TEXT NOT NULL, project TEXT NOT NULL,
            salt BLOB NOT NULL, token_hash BLOB NOT NULL, created_at TEXT NOT NULL, rotated_at TEXT,
            UNIQUE (tenant, project))""")
        con.execute("INSERT INTO projects VALUES ('app', 'acme', 'shop', x'00', x'00', '2026-01-01', NULL)")
    con.close()
    assert [project.key for project in list_projects(tmp_path)] == [SHOP]


def test_what_raises_leaves_nothing(tmp_path):
    with pytest.raises(ZeroDivisionError, match="by zero"), open_intake(tmp_path) as con:
        con.execute("INSERT INTO import_limits VALUES ('acme', 'shop', 7, '')")
        _ = 1 / 0
    assert limit_in_force(tmp_path, SHOP) == 2000


LIMITS = "SELECT most_orders FROM import_limits WHERE tenant = ?"


def test_what_a_thread_keeps_to_read_with_sees_each_commit(tmp_path):
    seen = [read_intake(tmp_path, LIMITS, ("acme",))]
    for limit in (7, 8):
        store_limit(tmp_path, SHOP, limit)
        seen.append(read_intake(tmp_path, LIMITS, ("acme",)))
    assert seen == [[], [(7,)], [(8,)]]


def test_a_file_in_the_place_of_the_other_is_read(tmp_path):
    here, there = tmp_path / "here", tmp_path / "there"
    store_limit(here, SHOP, 7)
    store_limit(there, SHOP, 8)
    assert read_intake(here, LIMITS, ("acme",)) == [(7,)]
    (there / "projects.sqlite").replace(here / "projects.sqlite")
    assert read_intake(here, LIMITS, ("acme",)) == [(8,)]


def test_a_removed_home_is_made_anew(tmp_path):
    store_limit(tmp_path, SHOP, 7)
    assert read_intake(tmp_path, LIMITS, ("acme",)) == [(7,)]
    for file in tmp_path.iterdir():
        file.unlink()
    assert read_intake(tmp_path, LIMITS, ("acme",)) == []
