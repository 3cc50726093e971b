"""On-going updates of one order: the import's code, another policy, each update at most once."""

import json

import pytest

from schemas.effects.event_types import PAID
from schemas.errors import UsageError
from tasks.imports.dry_run import dry_run
from tasks.imports.request import ImportRequest
from tasks.rules.create import create_distribution, create_earning_rule
from tasks.updates.one_order import upsert_order
from tasks.validate.validate import validate
from tasks.warehouse.connection import open_warehouse
from tests.support.projects.shops import BATCH, BEFORE, every_rule, make_segment, order, points, run_import, run_updates
from tests.support.projects.stages import KEY, NOW, as_texts, extracted, state


@pytest.fixture
def con(tmp_path):
    with open_warehouse(tmp_path, KEY) as con:
        yield con


def update(con, one, update_id, **asked):
    return upsert_order(con, json.dumps(one), KEY, NOW, update_id=update_id, **asked)


def everything(con):
    tables = [name for (name,) in con.execute("SELECT table_name FROM duckdb_tables() WHERE NOT temporary").fetchall()]
    return {table: con.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in tables}


def test_updates_leave_the_same_data_as_an_import(con, tmp_path):
    run_import(con, BEFORE)
    run_import(con, BATCH, "imp_2")
    with open_warehouse(tmp_path / "other", KEY) as other:
        run_updates(other, [*BEFORE, *BATCH])
        assert state(other, "import_id", "source_row") == state(con, "import_id", "source_row")


STORY = [
    ({"status": "CREATED"}, ["order.created"]),
    ({"amount": 70}, ["order.updated"]),
    ({"status": "PAID"}, ["order.paid", "order.updated"]),
    ({"status": "PAID"}, ["order.updated"]),
    ({"status": "FULFILLED"}, ["order.updated"]),
    ({"status": "CANCELED"}, ["order.canceled", "order.updated"]),
    ({"status": "CREATED"}, ["order.updated"]),
    ({"status": "PAID"}, ["order.paid", "order.updated"]),
]


def test_each_change_of_an_order_is_an_event_and_paying_earns_once(con):
    create_earning_rule(con, NOW, name="earn", trigger=PAID, points=2, per=20)
    for step, (fields, events) in enumerate(STORY):
        one = {**{key: value for key, value in order("o1", "a").items() if key not in ("status", "amount")}, **fields}
        assert update(con, one, f"upd_{step}").events == events
    assert points(con) == {"a": 6}


def test_an_update_with_the_same_id_is_done_once(con):
    every_rule(con)
    first = update(con, order("o1", "a"), "upd_1")
    before = everything(con)
    again = update(con, order("o1", "a"), "upd_1")
    assert (again.is_repeat, again.order_id, again.events) == (True, first.order_id, first.events)
    assert everything(con) == before


def test_a_bad_order_is_refused_with_path_and_reason_and_nothing_written(con):
    with pytest.raises(UsageError, match=r"\$\.amount"):
        update(con, order("o1", "a", amount="12"), "upd_1")
    assert not any(state(con).values())
    with pytest.raises(UsageError, match="is not the id of an update"):
        update(con, order("o1", "a"), "imp_1")


@pytest.mark.parametrize(("must_exist", "message"), [(True, "does not exist"), (False, "is there already")])
def test_create_makes_and_update_changes(con, must_exist, message):
    update(con, order("o1", "a"), "upd_1")
    with pytest.raises(UsageError, match=message):
        update(con, order("o2" if must_exist else "o1", "a"), "upd_2", must_exist=must_exist)


def test_a_dry_run_tells_what_the_import_then_does_and_writes_nothing(con):
    every_rule(con)
    run_import(con, BEFORE, "imp_0")
    before, texts = everything(con), [*as_texts(BATCH), '{"source_id": 7}']
    would = dry_run(con, ImportRequest("imp_dry", KEY, "orders"), lambda _: validate(extracted(texts), 10))
    assert everything(con) == before
    entered = run_import(con, BATCH)
    assert [(one.entered, one.left) for one in would.segments] == [(one.entered, one.left) for one in entered]
    assert (would.loaded.orders.inserted, would.loaded.orders.updated, len(would.failed)) == (2, 2, 1)
    caused = {(rule.name, rule.delivery_count, rule.points) for rule in would.effects.rules}
    names = ("customer.segment.entered", "customer.segment.left")
    assert caused == {*((name, 1, 0) for name in names), (names[0], 0, 5), ("all", 2, 0)}


def test_distributions_on_orders_tell_of_order_and_customer(con):
    make_segment(con)
    create_distribution(con, NOW, name="paid", trigger=PAID, channel="file")
    update(con, order("o1", "a", items=[{"quantity": 2, "price": 50}], metadata={"n": 10**20}), "upd_1")
    ((data,),) = con.execute("SELECT data FROM deliveries").fetchall()
    sent_data = json.loads(data)
    assert (sent_data["order"]["source_id"], sent_data["order"]["metadata"]) == ("o1", {"n": 10**20})
    assert (sent_data["order"]["items"][0]["amount"], sent_data["customer"]["email"]) == (100, "a@example.com")


NUMBERS = '{"a":0.12345678901234567890123,"b":[2.50,1e-400,1E5],"c":99999999999999999999}'
AWKWARD = f"""{{"source_id":"o1","status":"PAID","amount":9000,"metadata":{NUMBERS},
"customer":{{"source_id":"a","metadata":{NUMBERS}}},"items":[{{"amount":1,"metadata":{NUMBERS}}},{{"amount":2}},
{{"price":3,"product":{{"source_id":"p","override":true,"metadata":{NUMBERS}}},
"sku":{{"source_id":"s","override":true,"metadata":{NUMBERS},"x":{NUMBERS}}}}}]}}"""


def test_no_digit_of_metadata_is_lost_on_the_way_to_a_message(con):
    every_rule(con)
    upsert_order(con, AWKWARD, KEY, NOW)
    sent_data = dict(con.execute("SELECT event_type, data FROM deliveries").fetchall())
    counts = {event: data.count(NUMBERS) for event, data in sent_data.items()}
    ones = ("customer.segment.entered", "product.created", "sku.created")
    assert counts == {**dict.fromkeys(counts, 3), **dict.fromkeys(ones, 1)}
    items = json.loads(sent_data[PAID])["order"]["items"]
    assert [item["metadata"] is None for item in items] == [False, True, True]


def test_what_happens_now_is_written_however_old_the_source_says_it_is(con):
    run_import(con, [{"source_id": "a", "amount": 1, "changed_at": "2025-03-01"}])
    update(con, {"source_id": "a", "amount": 2, "changed_at": "2025-01-01"}, "upd_1")
    update(con, {"source_id": "a", "status": "PAID"}, "upd_2")
    found = con.execute("SELECT amount, status, changed_at::DATE::VARCHAR FROM orders").fetchall()
    assert found == [(2, "PAID", "2025-03-01")]
    run_import(con, [{"source_id": "a", "amount": 3, "changed_at": "2025-02-01"}], "imp_2")
    assert con.execute("SELECT amount FROM orders").fetchall() == [(2,)]
