"""Keys of projects: they open one project and nothing else, and are nowhere to be read."""

from pathlib import Path

import pytest

from schemas.errors import UsageError
from schemas.ids import ProjectKey
from tasks.intake.api_keys import Credentials, create_project, delete_project, list_projects, rotate_token
from tasks.intake.keys.identity import find_key

pytestmark = pytest.mark.usefixtures("either_intake")

A, B = ProjectKey("acme", "a"), ProjectKey("acme", "b")


def opened(home: Path, keys: Credentials) -> ProjectKey | None:
    found = find_key(home, keys.app_id, keys.app_token)
    return None if found is None else found.key


def test_keys_open_their_own_project_only(tmp_path: Path):
    a, b = create_project(tmp_path, A), create_project(tmp_path, B)
    assert opened(tmp_path, a) == A
    assert opened(tmp_path, b) == B
    for app_id, token in [(a.app_id, b.app_token), ("", ""), (a.app_id, ""), ("x", a.app_token), (a.app_token, "")]:
        assert find_key(tmp_path, app_id, token) is None


def test_a_new_token_ends_the_old_one(tmp_path: Path):
    old = create_project(tmp_path, A)
    new = rotate_token(tmp_path, A)
    assert new.app_id == old.app_id
    assert opened(tmp_path, old) is None
    assert opened(tmp_path, new) == A


def test_a_deleted_project_is_refused(tmp_path: Path):
    keys = create_project(tmp_path, A)
    delete_project(tmp_path, A)
    assert opened(tmp_path, keys) is None
    assert list_projects(tmp_path) == []


@pytest.mark.parametrize("change", [rotate_token, delete_project])
def test_what_has_no_keys_cannot_change_them(tmp_path: Path, change):
    with pytest.raises(UsageError, match="acme/a has no keys"):
        change(tmp_path, A)


def test_a_project_gets_keys_once(tmp_path: Path):
    create_project(tmp_path, A)
    with pytest.raises(UsageError, match="has keys already"):
        create_project(tmp_path, A)
    assert [project.key for project in list_projects(tmp_path)] == [A]
