"""Where the key of erasures is: in the home, or where the machines that share projects all find it."""

import pytest

from schemas.errors import ImportAbortedError
from tasks.erased.keyed_hash import copy_key, has_key, make_key, read_key
from tasks.warehouse.location import keep_files_in


@pytest.fixture
def machines(tmp_path):
    """Two homes that share a folder for files."""
    homes = [tmp_path / name for name in ("a", "b")]
    for home in homes:
        home.mkdir()
        keep_files_in(home, tmp_path / "files")
    yield homes
    for home in homes:
        keep_files_in(home, None)


def test_machines_that_share_files_have_one_key(machines, tmp_path):
    a, b = machines
    assert not has_key(b)
    assert make_key(a) == make_key(b) == read_key(b)
    assert [path.stat().st_mode & 0o077 for path in tmp_path.rglob("erasure.key")] == [0]


def test_a_home_that_has_a_key_of_its_own_keeps_it(machines, tmp_path):
    a, b = machines
    keep_files_in(a, None)
    own = make_key(a)
    keep_files_in(a, tmp_path / "files")
    assert make_key(a) == own
    assert make_key(b) != own


def test_a_home_alone_has_its_own_and_a_copy_has_the_same(tmp_path):
    home, copy = tmp_path / "home", tmp_path / "copy"
    home.mkdir()
    copy.mkdir()
    with pytest.raises(ImportAbortedError, match="is missing"):
        read_key(home)
    key = make_key(home)
    copy_key(home, copy)
    assert read_key(copy) == key
