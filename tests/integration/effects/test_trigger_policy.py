"""The suppression matrix: what a historical import may trigger and what an on-going update may (contract §5)."""

import pytest

from tasks.effects.trigger_policy import Consequence, triggers
from tasks.warehouse.connection import open_warehouse
from tests.support.projects.shops import BATCH, BEFORE, every_rule, happened, run_import, run_updates
from tests.support.projects.stages import KEY

OBJECTS = ["order.created", "order.updated", "order.paid", "order.canceled"]
CATALOGUE = ["product.created", "product.updated", "sku.created", "sku.updated"]
# the contract's table, row by row: what, by a historical import, by an on-going update
MATRIX = [
    ("event on customer.segment.entered", True, True),
    ("event on customer.segment.left", True, True),
    ("webhook on customer.segment.entered", True, True),
    ("webhook on customer.segment.left", True, True),
    ("distribution on customer.segment.entered", True, True),
    ("distribution on customer.segment.left", True, True),
    ("earning rule on customer.segment.entered", True, True),
    *((f"webhook on {each}", False, True) for each in (*OBJECTS, *CATALOGUE)),
    *((f"event on {each}", False, True) for each in (*OBJECTS, *CATALOGUE)),
    *((f"distribution on {each}", False, True) for each in OBJECTS),
    ("earning rule on order.paid", False, True),
]


@pytest.fixture(scope="module", params=["historical import", "on-going update"])
def outcome(request, tmp_path_factory):
    """Which column of the table, and all that happened."""
    is_import = request.param == "historical import"
    with open_warehouse(tmp_path_factory.mktemp("matrix"), KEY) as con:
        run_import(con, BEFORE, "imp_0")
        every_rule(con)
        run_import(con, BATCH) if is_import else run_updates(con, BATCH)
        yield is_import, happened(con)


@pytest.mark.parametrize(("what", "by_import", "by_update"), MATRIX, ids=[row[0] for row in MATRIX])
def test_only_what_the_contract_allows_happens(outcome, what, by_import, by_update):
    is_import, what_happened = outcome
    assert (what in what_happened) is (by_import if is_import else by_update)


def test_nothing_happens_that_is_not_in_the_table(outcome):
    assert outcome[1] <= {what for what, *_ in MATRIX}


def test_every_trigger_a_rule_can_have_is_in_the_table():
    possible = {f"{kind.value} on {trigger}" for kind in Consequence for trigger in triggers(kind)}
    assert possible == {what for what, *_ in MATRIX}
