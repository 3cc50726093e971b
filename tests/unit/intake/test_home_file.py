"""The intake in the home's own file: made at its first use, brought up to date from any age, open to its owner only."""

import sqlite3
from hashlib import sha256

from schemas.ids import ProjectKey
from schemas.scopes import Scope
from tasks.intake.api_keys import create_project, list_projects, rotate_token
from tasks.intake.database import has_intake, open_intake, read_intake
from tasks.intake.keys.identity import find_key
from tasks.intake.keys.keys import NewKey, create_key, list_keys
from tasks.intake.limits import store_limit

SHOP = ProjectKey("acme", "shop")
MOMENT = "2026-01-02T03:04:05+00:00"
LIMITS = "SELECT most_orders FROM import_limits WHERE tenant = ?"


def test_a_home_has_none_before_it_is_used(tmp_path):
    assert not has_intake(tmp_path)
    with open_intake(tmp_path):
        pass
    assert has_intake(tmp_path)


def test_what_was_kept_before_there_were_migrations_is_kept(tmp_path):
    with sqlite3.connect(tmp_path / "projects.sqlite") as con:
        con.execute("""CREATE TABLE projects (app_id TEXT PRIMARY KEY, tenant TEXT NOT NULL, project TEXT NOT NULL,
            salt BLOB NOT NULL, token_hash BLOB NOT NULL, created_at TEXT NOT NULL, rotated_at TEXT,
            UNIQUE (tenant, project))""")
        con.execute("INSERT INTO projects VALUES ('app', 'acme', 'shop', x'00', x'00', '2026-01-01', NULL)")
    con.close()
    assert [project.key for project in list_projects(tmp_path)] == [SHOP]


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


def test_a_token_of_before_there_were_several_keys_works_on_and_may_do_what_it_could(tmp_path):
    with sqlite3.connect(tmp_path / "projects.sqlite") as con:
        con.execute("""CREATE TABLE projects (app_id TEXT PRIMARY KEY, tenant TEXT NOT NULL, project TEXT NOT NULL,
            salt BLOB NOT NULL, token_hash BLOB NOT NULL, created_at TEXT NOT NULL, rotated_at TEXT,
            UNIQUE (tenant, project))""")
        values = ("app", "acme", "shop", b"salt", sha256(b"salt" + b"old").digest(), MOMENT)
        con.execute("INSERT INTO projects VALUES (?, ?, ?, ?, ?, ?, NULL)", values)
    con.close()
    found = find_key(tmp_path, "app", "old")
    assert (found.key, found.scopes) == (SHOP, (Scope.READ, Scope.WRITE, Scope.IMPORT))
    assert [(key.name, key.created_at) for key in list_keys(tmp_path, SHOP)] == [("default", MOMENT)]
    new = rotate_token(tmp_path, SHOP)
    assert (new.app_id, find_key(tmp_path, "app", "old")) == ("app", None)


def test_no_secret_is_stored(tmp_path):
    made, secret = create_key(tmp_path, SHOP, NewKey("shop", [Scope.READ]))
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert (made.id.encode() in stored, secret.encode() in stored) == (True, False)


def test_no_token_is_stored(tmp_path):
    keys = create_project(tmp_path, SHOP)
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert keys.app_id.encode() in stored
    assert keys.app_token.encode() not in stored
    assert (tmp_path / "projects.sqlite").stat().st_mode & 0o077 == 0
