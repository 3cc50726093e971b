"""Which orders are accepted: the old rule, round by round and order by order, is the oracle of what is faster."""

import json
from collections.abc import Iterator

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.transform import acceptance
from tasks.transform.acceptance import Batch, accept
from tasks.transform.forecast import forecast
from tasks.transform.transform import gather
from tasks.validate.validate import validate
from tasks.warehouse.connection import open_warehouse
from tests.support.laws.batches import BATCH, our_id
from tests.support.laws.laws import law
from tests.support.projects.stages import KEY, as_texts, clear, extracted, import_into_model, import_texts


@pytest.fixture(scope="module")
def con(tmp_path_factory):
    with open_warehouse(tmp_path_factory.mktemp("acceptance"), KEY) as con:
        yield con


def gathered(con, texts: list[str]) -> tuple[Batch, list[int]]:
    """What acceptance takes, and the rows that validation has refused before."""
    validated = validate(extracted(texts), 10_000)
    return gather(con, validated.good, KEY, "imp_1"), validated.rejects["row"].to_list()


def guess(batch: Batch) -> list[int]:
    return forecast(batch.orders, batch.items, batch.mentions, batch.lookups).to_list()


@law(4)
@given(before=BATCH, texts=BATCH)
def test_the_forecast_is_what_one_order_at_a_time_says(con, before, texts):
    clear(con)
    import_texts(con, before, "imp_0")
    batch, invalid = gathered(con, texts)
    model, refused = import_into_model(texts, before=before)
    stale = [row for import_id, row in model.stale if import_id == "imp_1"]
    assert sorted(invalid + guess(batch)) == sorted(refused + stale)


@law(2)
@given(texts=BATCH, wrong=st.lists(st.integers(0, 9), unique=True))
def test_a_wrong_forecast_changes_no_answer(con, texts, wrong):
    clear(con)
    batch, _ = gathered(con, texts)
    right = accept(batch).problems.sort("row")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(acceptance, "_ROUNDS", 1)
        patch.setattr(acceptance, "forecast", lambda *_: pl.Series("row", sorted(wrong), dtype=pl.UInt32))
        assert accept(batch).problems.sort("row").equals(right)


def referrers() -> Iterator[dict]:
    for number in range(60):
        yield {"customer": {"source_id": f"c{number + 1}"}, "referrer_id": our_id("customers", f"c{number}")}


def prices() -> Iterator[dict]:
    for number in range(60):
        product = {"source_id": f"p{number + 1}", "price": 1, "override": True}
        yield {"items": [{"source_id": f"p{number}", "related_object": "product"}, {"product": product}]}


@pytest.mark.parametrize("chain", [referrers, prices])
@pytest.mark.parametrize("is_held", [True, False], ids=["whole", "broken"])
def test_a_chain_costs_no_more_rounds_the_longer_it_is(con, monkeypatch, chain, is_held):
    clear(con)
    orders = [{"source_id": f"o{number}", **order} for number, order in enumerate(chain())]
    if is_held:
        sku = {"source_id": "p0", "price": 1, "override": True}
        orders.insert(0, {"customer": {"source_id": "c0"}, "items": [{"amount": 1, "product": sku}]})
    batch, rounds, judge = gathered(con, as_texts(orders))[0], [], acceptance._judge
    monkeypatch.setattr(acceptance, "_judge", lambda *given: rounds.append(given) or judge(*given))
    assert accept(batch).problems.height == (0 if is_held else 60)
    assert len(rounds) <= 4


def test_an_order_may_lean_on_what_it_says_itself(con):
    clear(con)
    product = {"source_id": "p", "price": 2, "override": True}
    item = {"source_id": "p", "related_object": "product", "quantity": 3}
    texts = as_texts([{"source_id": "o1", "items": [{"product": product}, item]}, {"source_id": "o2", "items": [item]}])
    assert guess(gathered(con, texts)[0]) == []
    texts[0] = json.dumps({**json.loads(texts[0]), "customer_id": "cust_none"})
    assert guess(gathered(con, texts)[0]) == [0, 1]
