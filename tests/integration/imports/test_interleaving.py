"""Nothing done between an import's load and its refresh changes which effects there are (contract §1)."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from hypothesis.statistics import collector, describe_statistics

from schemas.effects.choices import EffectsMode
from schemas.errors import RetryableError
from tasks.imports.stages import Stage
from tasks.segments import refresh as refreshing
from tasks.warehouse.connection import open_warehouse
from tests.support.laws.effects_machine import EffectsMachine
from tests.support.projects.stages import KEY

FEW = 4
AFTER_ITS_LOAD = (Stage.LOAD, True)
RICH, POOR = ("o1", "a", 100), ("o2", "a", 1)
NEXT = {
    "an import": lambda machine: machine.begin([POOR], EffectsMode.DEFAULT, None),
    "a silent import": lambda machine: machine.begin([POOR], EffectsMode.NONE, None),
    "an update": lambda machine: machine.update(POOR),
    "a rebuild": EffectsMachine.rebuild,
    "a deletion": lambda machine: machine.delete(0),
    "a new rule": lambda machine: (machine.change_rule("gone"), machine.change_rule("gone")),
    "a pause": lambda machine: machine.pause(is_paused=True),
    "itself": lambda machine: machine.again(0, None),
}


@pytest.fixture
def con(tmp_path):
    with open_warehouse(tmp_path, KEY) as con:
        con.execute("SET GLOBAL threads = 1")
        yield con


@pytest.mark.parametrize("mode", EffectsMode)
@pytest.mark.parametrize("follows", NEXT.values(), ids=NEXT)
def test_who_writes_next_finishes_the_refresh_of_a_killed_import_under_its_mode(con, mode, follows):
    machine = EffectsMachine(con)
    machine.begin([RICH], mode, AFTER_ITS_LOAD)
    follows(machine)
    expected = {EffectsMode.DEFAULT: [("pending",)], EffectsMode.HOLD: [("held",)], EffectsMode.NONE: []}
    query = "SELECT status FROM deliveries WHERE event_type = 'customer.segment.entered'"
    assert con.execute(query).fetchall() == expected[mode]


def test_what_cannot_be_finished_lets_nothing_else_be_written(con, monkeypatch):
    machine = EffectsMachine(con)
    machine.begin([RICH], EffectsMode.DEFAULT, AFTER_ITS_LOAD)
    with monkeypatch.context() as patch:
        patch.setattr(refreshing, "record_effects", lambda *_: 1 / 0)
        with pytest.raises(RetryableError, match="have to be brought up to date first, which failed: division by zero"):
            machine.update(POOR)
    assert con.execute("SELECT count(*) FROM orders").fetchall() == [(1,)]
    machine.update(POOR)


def test_who_has_an_order_for_a_moment_within_a_batch_is_looked_at_as_one_at_a_time(con):
    machine = EffectsMachine(con)
    machine.begin([RICH, ("o2", "b", 1)], EffectsMode.DEFAULT, None)
    machine.now += timedelta(days=5)
    machine.begin([("o2", "a", 1), ("o2", "b", 1)], EffectsMode.DEFAULT, None)
    assert machine.model.members == {("rich", "a")}


@pytest.mark.parametrize("examples", [FEW, pytest.param(2000, marks=pytest.mark.deep)])
def test_imports_that_are_killed_have_the_effects_of_imports_that_are_not(con, examples, request):
    budget = settings(
        max_examples=examples,
        stateful_step_count=12,
        deadline=None,
        derandomize=examples == FEW,
        suppress_health_check=list(HealthCheck),
    )

    def note(statistics: dict) -> None:
        # a deep run prints them, as those of laws; a line about rules that could not be chosen names them all
        lines = describe_statistics({**statistics, "nodeid": request.node.nodeid}).splitlines()
        request.node.hypothesis_statistics = "\n".join(line for line in lines if len(line) < 200)

    with collector.with_value(note):
        run_state_machine_as_test(lambda: EffectsMachine(con), settings=budget)
