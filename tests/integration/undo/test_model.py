"""Imports, on-going changes, undos and undos of undos in any order leave what the page about undo says."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.updates.one_order import upsert_order
from tests.support.laws.batches import some
from tests.support.laws.laws import law
from tests.support.laws.undo_model import UndoModel
from tests.support.laws.undone import do_import, do_undo, start
from tests.support.projects.stages import KEY, NOW, as_texts, rows

PERSON = st.builds(
    lambda name, rest: {"source_id": name, **rest},
    st.sampled_from("cd"),
    some(name=st.sampled_from(["Ann", "Bob"]), email=st.sampled_from(["x", "y"])),
)
FIELDS = some(
    status=st.sampled_from(["CREATED", "PAID"]),
    amount=st.integers(0, 3),
    metadata=st.dictionaries(st.sampled_from("xy"), st.integers(0, 2), min_size=1),
    items=st.lists(st.integers(0, 2), max_size=2),
    customer=PERSON,
)
ORDER = st.builds(lambda name, rest: {"source_id": name, **rest}, st.sampled_from("ab"), FIELDS)
BATCH = st.lists(ORDER, min_size=1, max_size=2, unique_by=lambda order: order["source_id"])
STEP = st.tuples(st.just("import"), BATCH) | st.tuples(st.just("change"), ORDER)
STEP |= st.tuples(st.just("undo"), st.integers(0, 3))


@pytest.fixture(scope="module")
def con(opened):
    return opened


def as_order(order):
    items = [{"amount": amount} for amount in order["items"]] if "items" in order else None
    return {**order, "items": items}


def stored(con):
    names = {row["id"]: row["source_id"] for row in rows(con, "customers")}
    amounts = {}
    for item in rows(con, "order_items"):
        amounts.setdefault(item["order_id"], []).append(item["amount"])
    orders = {
        row["source_id"]: {
            **{name: row[name] for name in ("source_id", "status", "amount", "initial_amount")},
            "metadata": row["metadata"] or {},
            "items": amounts.get(row["id"], []),
            "customer": names.get(row["customer_id"]),
        }
        for row in rows(con, "orders")
    }
    people = {
        row["source_id"]: {name: row[name] for name in ("source_id", "name", "email") if row[name]} | {"metadata": {}}
        for row in rows(con, "customers")
    }
    return {"orders": orders, "customers": people}


def spent(state):
    """What the customers' summaries have to say."""
    paid = [(one["customer"], one["amount"]) for one in state["orders"].values() if one["status"] == "PAID"]
    return {name: sum(amount for who, amount in paid if who == name) for name in state["customers"]}


@law(4)
@given(steps=st.lists(STEP, min_size=2, max_size=7))
def test_any_run_of_imports_changes_and_undos_leaves_what_is_said(con, steps):
    start(con)
    model, undos = UndoModel(), dict[str, str]()
    imported = list[str]()
    for number, (what, given_) in enumerate(steps):
        if what == "import":
            imported.append(f"imp_{number}")
            do_import(con, imported[-1], as_texts([as_order(order) for order in given_]))
            model.write(imported[-1], given_)
        elif what == "change":
            upsert_order(con, json.dumps(as_order(given_)), KEY, NOW, update_id=f"upd_{number}")
            model.write(f"upd_{number}", [given_])
        elif given_ < len(imported):
            undone = imported[given_]
            do_undo(con, undos.pop(undone, undone), undo_id=f"undo_{number}")
            model.undone ^= {undone}
            if undone in model.undone:
                undos[undone] = f"undo_{number}"
    assert stored(con) == model.state()
    summaries = {row["customer_id"]: row["total_amount"] for row in rows(con, "customer_summaries")}
    names = {row["id"]: row["source_id"] for row in rows(con, "customers")}
    assert {names[who]: amount for who, amount in summaries.items()} == spent(model.state())
