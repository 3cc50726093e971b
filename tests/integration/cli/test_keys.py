"""`orders keys` and `orders project`, as a shell sees them."""

import json

import pytest
from typer.testing import CliRunner

from flows.cli.main import orders_app
from schemas.errors import UsageError
from schemas.ids import ProjectKey
from schemas.scopes import Scope
from tasks.intake.keys.identity import find_key

KEY = ProjectKey("t", "p")


@pytest.fixture
def run(tmp_path, monkeypatch):
    for variable, value in (("HOME", str(tmp_path)), ("TENANT", "t"), ("PROJECT", "p")):
        monkeypatch.setenv(f"ORDERS_{variable}", value)
    return lambda *arguments: CliRunner().invoke(orders_app(), arguments, catch_exceptions=False)


def test_a_key_is_made_printed_this_once_listed_and_revoked(run, tmp_path):
    made = json.loads(run("keys", "create", "shop", "--scope", "import", "--scope", "read", "--json").stdout)
    found = find_key(tmp_path, made["id"], made["app_token"])
    assert (found.key, found.scopes, made["scopes"]) == (KEY, (Scope.READ, Scope.IMPORT), ["read", "import"])
    listed = run("keys", "list")
    assert f"shop  {made['id']}  read,import  since " in listed.stdout and "not used yet" in listed.stdout
    assert made["app_token"] not in listed.output
    assert run("keys", "revoke", "shop").stdout == f"shop ({made['id']}) is revoked.\n"
    [gone] = json.loads(run("keys", "list", "--json").stdout)
    assert gone["revoked_at"] is not None


def test_a_key_is_shown_as_the_headers_that_are_sent(run):
    made = run("keys", "create", "shop", "--scope", "read", "--expires", "2999-01-01")
    names = [line.partition(": ")[0] for line in made.stdout.splitlines()]
    assert (names, "It may read." in made.stderr) == (["X-App-Id", "X-App-Token"], True)
    assert "expires 2999-01-01T00:00:00+00:00" in run("keys", "list").stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("create", "shop", "--scope", "read", "--expires", "2020-01-01"), "would have expired already"),
        (("create", "shop", "--scope", "read"), "There is a key called 'shop' already."),
        (("create", " ", "--scope", "read"), "A key has a name"),
        (("revoke", "other"), "Cannot find key 'other'."),
    ],
)
def test_what_makes_no_sense_is_refused(run, arguments, message):
    run("keys", "create", "shop", "--scope", "read")
    with pytest.raises(UsageError, match=message):
        run("keys", *arguments)


def test_a_key_needs_a_scope(run):
    assert run("keys", "create", "shop").exit_code == 2


def test_a_project_that_is_deleted_has_no_keys_left(run):
    run("project", "create", "t/p")
    run("keys", "create", "shop", "--scope", "read")
    [listed] = json.loads(run("project", "list", "--json").stdout)
    run("project", "delete", "t/p", "--yes")
    assert (listed["key"], run("project", "list", "--json").stdout, run("keys", "list").stdout) == ("t/p", "[]\n", "")
