"""`orders import --dry-run`: says what the import would do, and leaves no trace."""

import json
from pathlib import Path
from typing import Any

import pytest

from flows.cli.in_process.local_import import rehearse_import
from flows.settings import Settings
from schemas.effects.choices import EffectsMode
from schemas.errors import ImportAbortedError
from schemas.ids import ProjectKey, new_import_id
from tasks.imports.dry_run import DryRun
from tasks.imports.request import ImportRequest
from tasks.rules.create import create_distribution, create_earning_rule
from tasks.warehouse.connection import open_warehouse
from tests.support.projects.shops import make_segment, order
from tests.support.projects.stages import NOW, state
from tests.support.worlds.shell import orders


@pytest.fixture
def source(tmp_path: Path) -> str:
    """Two orders of new customers, and one to reject."""
    path = tmp_path / "orders.ndjson"
    path.write_text("\n".join(map(json.dumps, [order("o1", "a"), order("o2", "b"), order("o3", "c", amount=-1)])))
    return str(path)


def rehearse(source: str, key: ProjectKey, **options: Any) -> DryRun:
    request = ImportRequest(new_import_id(), key, source, **options)
    return rehearse_import(request, 2000, Settings())


def test_entries_deliveries_and_points_are_named_rule_by_rule(home, key, source):
    with open_warehouse(home, key) as con:
        make_segment(con)
        on_entry = {"trigger": "customer.segment.entered", "segment": "rich"}
        create_distribution(con, NOW, name="mail", channel="file", **on_entry)
        create_earning_rule(con, NOW, name="bonus", points=5, **on_entry)
        before = state(con)
    would = rehearse(source, key, effects_limit=1)
    assert [(one.name, one.entered) for one in would.segments] == [("rich", 2)]
    named = [(rule.name, rule.delivery_count, rule.held_count, rule.points) for rule in would.effects.rules]
    assert named == [("mail", 2, 2, 0), ("bonus", 0, 0, 10)]
    assert rehearse(source, key, effects=EffectsMode.NONE).effects.rules == []
    with open_warehouse(home, key) as con:
        assert state(con) == before


def test_a_project_that_is_not_there_yet_is_rehearsed_and_not_made(home, key, source):
    done = orders("import", source, "--dry-run", "--tenant", key.tenant, "--project", key.project, "--json")
    would = json.loads(done.stdout)
    assert (done.returncode, would["loaded"]["done_count"], len(would["failed"])) == (1, 2, 1)
    assert not home.exists()


def test_what_the_import_would_refuse_is_refused(home, key, tmp_path):
    (tmp_path / "broken.json").write_text('[{"source_id": "a"},')
    with pytest.raises(ImportAbortedError, match="not valid JSON"):
        rehearse(str(tmp_path / "broken.json"), key)
