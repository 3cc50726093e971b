"""The oracle (contract §1): a batch leaves what its orders leave one at a time, and what the contract says on its own.

The orders that Hypothesis makes come from few names, so that they meet: repeats of one `source_id`, people and SKUs
named by ids that an earlier import or an earlier order of the batch gave them, orders in between that are refused.
"""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tasks.warehouse.connection import open_warehouse
from tests.support.laws.batches import BATCH, SELF_CONTAINED, our_id
from tests.support.laws.corpus import CORPUS
from tests.support.laws.laws import law, tried
from tests.support.projects.stages import (
    KEY,
    as_texts,
    clear,
    import_into_model,
    import_one_by_one,
    import_texts,
    rows,
    state,
    state_of,
    unordered,
)

# What has been wrong once: an order that changes and changes back, items replaced and emptied, metadata said again.
REPEATS = as_texts(
    [
        {"source_id": "o1", "amount": 1, "metadata": {"a": 1}, "items": [{"source_id": "k1", "related_object": "sku"}]},
        {"source_id": "o1", "amount": 1, "metadata": {"a": 1}},
        {"source_id": "o1", "amount": 2, "status": "PAID", "items": [], "customer": {"source_id": "c1", "name": "Ann"}},
        {"source_id": "o1", "amount": 1, "status": "CREATED", "metadata": {"a": 1.0}, "initial_amount": 1},
        {"source_id": "o1", "customer": {"source_id": "c1", "name": "Bob"}, "referrer": {"source_id": "c1"}},
        {"source_id": "o1", "customer": {"source_id": "c1", "name": "Ann"}, "items": []},
    ]
)
# Each order leans on the one before, the first of which is refused.
CHAIN = as_texts(
    [
        {"amount": -1, "customer": {"source_id": "c1"}},
        {"customer_id": our_id("customers", "c1"), "referrer": {"source_id": "c2"}, "amount": 1},
        {"customer_id": our_id("customers", "c2"), "amount": 1},
        {"source_id": "o1", "customer": {"source_id": "c2"}, "items": [{"sku": {"source_id": "k1", "price": 2}}]},
        {"source_id": "o1", "referrer_id": our_id("customers", "c2"), "id": our_id("orders", "o1")},
    ]
)


@pytest.fixture(scope="module")
def con(tmp_path_factory):
    with open_warehouse(tmp_path_factory.mktemp("oracle"), KEY) as con:
        yield con


@law(4)
@given(before=BATCH, batch=BATCH)
@example(before=[], batch=REPEATS)
@example(before=REPEATS, batch=REPEATS[::-1])
@example(before=[], batch=CHAIN)
def test_a_batch_leaves_what_the_contract_says(con, before, batch):
    clear(con)
    import_texts(con, before, "imp_0")
    staged, _ = import_texts(con, batch)
    model, refused = import_into_model(batch, before=before)
    tried(batch, refused)
    assert staged.rejects["row"].to_list() == refused
    assert staged.stale_count == sum(import_id == "imp_1" for import_id, _ in model.stale)
    assert unordered(state(con, "updated_at")) == unordered(state_of(model))


@law(4)
@given(batch=BATCH, place=st.integers(1, 7))
@example(batch=REPEATS, place=2)
@example(batch=CHAIN, place=1)
def test_a_batch_may_be_cut_anywhere(con, batch, place):
    clear(con)
    import_texts(con, batch)
    whole = state(con), rows(con, "rejects")
    tried(batch, whole[1])
    clear(con)
    import_texts(con, batch[:place])
    import_texts(con, batch[place:], first_row=place)
    assert (state(con), rows(con, "rejects")) == whole


@law(2)
@given(batch=BATCH)
@example(batch=REPEATS)
@example(batch=CHAIN)
def test_a_batch_leaves_what_its_orders_leave_one_at_a_time(con, batch):
    clear(con)
    import_texts(con, batch)
    whole = state(con), rows(con, "rejects")
    tried(batch, whole[1])
    clear(con)
    import_one_by_one(con, batch)
    assert (state(con), rows(con, "rejects")) == whole


def test_the_awkward_orders_leave_what_the_contract_says(con):
    clear(con)
    texts = [one.text for one in CORPUS]
    staged, _ = import_texts(con, texts)
    model, refused = import_into_model(texts)
    assert staged.rejects["row"].to_list() == refused
    assert unordered(state(con, "updated_at")) == unordered(state_of(model))


@pytest.mark.parametrize("is_one_batch", [True, False])
def test_a_name_whose_id_is_anothers_already_is_refused(con, is_one_batch):
    clear(con)
    borrower = {"id": our_id("skus", "k1"), "source_id": "k2", "price": 1, "override": True}
    named = {"source_id": "k1", "price": 2, "override": True}
    texts = [json.dumps({"amount": 1, "items": [{"sku": sku}]}) for sku in (borrower, named)]
    if not is_one_batch:
        import_texts(con, texts[:1], "imp_0")
    staged, _ = import_texts(con, texts if is_one_batch else texts[1:], first_row=0 if is_one_batch else 1)
    ((path, reason),) = staged.rejects.select("path", "reason").rows()
    assert (path, reason) == ("$.items[0].sku.source_id", f"'k1' is not the source_id of SKU {borrower['id']}")
    assert [(sku["source_id"], sku["price"]) for sku in state(con)["skus"]] == [("k2", 1)]


@law(3)
@given(batch=BATCH)
def test_the_path_of_the_texts_changes_nothing(con, batch):
    clear(con)
    import_texts(con, [*batch, '{"source_id":"last"}'])
    fast = state(con), rows(con, "rejects")
    tried(batch, fast[1])
    clear(con)
    import_texts(con, [*batch, '{"source_id":"last","stranger":1}'])
    assert (state(con), rows(con, "rejects")) == fast


@law(3)
@given(batch=st.lists(SELF_CONTAINED.map(json.dumps), min_size=1, max_size=10))
def test_the_same_file_imported_again_leaves_the_same_state(con, batch):
    clear(con)
    import_texts(con, batch)
    once = state(con, "import_id", "source_row")
    _, loaded = import_texts(con, batch, "imp_2")
    assert state(con, "import_id", "source_row") == once
    assert loaded.orders.inserted == loaded.customers.inserted == loaded.skus.inserted == 0
