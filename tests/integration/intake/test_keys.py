"""Several keys of a project: what is stored of them, and what became of the one that each project had."""

import pytest

from flows.api.background.last_use import LastUse
from schemas.errors import UsageError
from schemas.ids import ProjectKey
from schemas.scopes import Scope
from tasks.intake.api_keys import create_project
from tasks.intake.keys import keys
from tasks.intake.keys.keys import NewKey, create_key, list_keys
from tasks.intake.keys.last_use import write_last_uses

pytestmark = pytest.mark.usefixtures("either_intake")

KEY = ProjectKey("acme", "shop")
MOMENT = "2026-01-02T03:04:05+00:00"


def test_the_last_use_is_written_once_for_many_and_never_goes_back(tmp_path):
    made, _ = create_key(tmp_path, KEY, NewKey("shop", [Scope.READ]))
    for at in (MOMENT, "2026-01-01T00:00:00+00:00"):
        write_last_uses(tmp_path, {made.id: at, "unknown": at})
    assert [key.last_used_at for key in list_keys(tmp_path, KEY)] == [MOMENT]


async def test_a_use_is_in_memory_until_it_is_written(tmp_path):
    made, _ = create_key(tmp_path, KEY, NewKey("shop", [Scope.READ]))
    uses = LastUse(tmp_path)
    uses.note(made.id)
    before = list_keys(tmp_path, KEY)[0].last_used_at
    await uses.write()
    assert (before, list_keys(tmp_path, KEY)[0].last_used_at is None) == (None, False)


def test_a_project_has_so_many_keys(tmp_path, monkeypatch):
    monkeypatch.setattr(keys, "MOST_KEYS", 1)
    create_project(tmp_path, KEY)
    with pytest.raises(UsageError, match="at most 1 keys"):
        create_key(tmp_path, KEY, NewKey("second", [Scope.READ]))
    assert [key.name for key in list_keys(tmp_path, KEY)] == ["default"]
