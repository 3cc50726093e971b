"""The law of undo (contract §6): what is left is what there would be had the import never run."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.laws.batches import BATCH, SELF_CONTAINED
from tests.support.laws.laws import law
from tests.support.laws.undone import business, do_import, do_undo, named_by_others, start

# Of other orders, people and products than all that `BATCH` makes up.
_STRANGERS = {
    f'"{name}"': f'"other {name}"'
    for name in ("o1", "o2", "c1", "c2", "k1", "k2", "prod_a", "prod_b", "sku_a", "sku_b")
}


def _elsewhere(order: dict) -> str:
    text = json.dumps(order)
    for name, other in _STRANGERS.items():
        text = text.replace(name, other)
    return text


APART = st.lists(SELF_CONTAINED.map(_elsewhere), min_size=1, max_size=3)


@pytest.fixture(scope="module")
def con(opened):
    return opened


@law(2)
@given(before=BATCH, batch=BATCH, after=APART, is_at_once=st.booleans())
def test_what_is_left_is_what_there_would_be_without_the_import(con, before, batch, after, is_at_once):
    start(con)
    do_import(con, "imp_before", before)
    do_import(con, "imp_after", after)
    never = business(con)
    start(con)
    do_import(con, "imp_before", before)
    do_import(con, "imp_undone", batch)
    report = do_undo(con, "imp_undone") if is_at_once else None
    do_import(con, "imp_after", after)
    report = report or do_undo(con, "imp_undone")
    assert business(con, named_by_others(report)) == never


@law(2)
@given(before=BATCH, batch=BATCH, after=BATCH)
def test_undoing_the_undo_leaves_what_was_there(con, before, batch, after):
    start(con)
    do_import(con, "imp_before", before)
    do_import(con, "imp_undone", batch)
    do_import(con, "imp_after", after)
    was = business(con)
    do_undo(con, "imp_undone")
    do_undo(con, "undo_imp_undone")
    assert business(con) == was


@law(2)
@given(batches=st.lists(BATCH, min_size=2, max_size=4), order=st.randoms(use_true_random=False))
def test_undoing_all_in_any_order_leaves_nothing(con, batches, order):
    start(con)
    for number, batch in enumerate(batches):
        do_import(con, f"imp_{number}", batch)
    numbers = list(range(len(batches)))
    order.shuffle(numbers)
    for number in numbers:
        do_undo(con, f"imp_{number}")
    assert not any(rows for name, rows in business(con).items() if name != "counted")
