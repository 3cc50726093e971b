"""Who is who, what it is worth, and one row an entity: the decisions, one by one."""

import json
from decimal import Decimal

import pytest

from schemas.orders.frames import Kind, Staged
from tasks.warehouse.connection import open_warehouse
from tests.support.laws.corpus import CORPUS
from tests.support.laws.model import new_id
from tests.support.projects.stages import KEY, as_texts, clear, import_orders, import_texts, rows, stage_texts


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    with open_warehouse(tmp_path_factory.mktemp("transform"), KEY) as con:
        yield con


@pytest.fixture
def con(warehouse):
    clear(warehouse)
    return warehouse


@pytest.fixture(scope="module")
def paths(warehouse):
    clear(warehouse)
    staged = stage_texts(warehouse, [one.text for one in CORPUS])
    return dict(staged.rejects.select("row", "path").iter_rows())


def refused(staged: Staged) -> list[tuple]:
    return staged.rejects.select("row", "path").rows()


def stage(con, *orders: dict) -> Staged:
    return stage_texts(con, as_texts(list(orders)))


def our_id(table: str, source_id: str) -> str:
    return new_id(table, str(KEY), source_id, "", 0)


@pytest.mark.parametrize(("row", "awkward"), list(enumerate(CORPUS)), ids=[one.name[:60] for one in CORPUS])
def test_an_awkward_order_is_refused_where_it_is_wrong(paths, row, awkward):
    assert paths.get(row) == awkward.path


def test_nothing_to_import_is_nothing_to_write(con):
    staged = stage(con)
    assert (staged.row_count, staged.done_count, staged.touched.len()) == (0, 0, 0)
    assert all(frame.is_empty() for frame in staged.rows.values())


def test_an_id_stays_the_same_in_every_release(con):
    import_orders(con, {"source_id": "a", "customer": {"name": "without a name of the merchant's"}})
    ids = [rows(con, table)[0]["id"] for table in ("orders", "customers")]
    assert ids == ["ord_80c58c8f6b928ac79b7a45ad", "cust_4cdbc4b1020633333add2668"]


def test_an_id_names_what_an_earlier_order_of_the_batch_brought(con):
    known = {"customer_id": our_id("customers", "c"), "id": our_id("orders", "a")}
    staged = stage(con, known, {"source_id": "a", "customer": {"source_id": "c"}}, known)
    assert refused(staged) == [(0, "$.id")]


def test_what_a_refused_order_would_have_brought_does_not_exist(con):
    person = our_id("customers", "c")
    bringing = {"customer": {"source_id": "c"}, "id": "ord_unknown"}
    chained = {"customer_id": person, "referrer": {"source_id": "r"}}
    staged = stage(con, bringing, chained, {"customer_id": our_id("customers", "r")})
    assert refused(staged) == [(0, "$.id"), (1, "$.customer_id"), (2, "$.customer_id")]


def test_what_a_refused_order_would_have_taken_is_free(con):
    first, second = ({"amount": 1, "items": [_sku(name, source_id="k")]} for name in ("sku_1", "sku_2"))
    staged = stage(con, first | {"id": "ord_unknown"}, second, first)
    assert refused(staged) == [(0, "$.id"), (2, "$.items[0].sku.source_id")]


def _sku(sku_id: str, **fields: object) -> dict:
    return {"sku_id": sku_id, "sku": {"override": True, **fields}}


@pytest.mark.parametrize(
    ("order", "path"),
    [
        ({"id": our_id("orders", "a"), "source_id": "b"}, "$.source_id"),
        ({"id": our_id("orders", "a"), "source_id": "a"}, None),
        ({"id": "ord_unknown", "source_id": "a"}, "$.id"),
        ({"customer": {"id": our_id("customers", "c"), "source_id": "d"}}, "$.customer.source_id"),
        ({"customer": {"id": our_id("customers", "c")}, "customer_id": "cust_other"}, "$.customer.id"),
        ({"customer": {"source_id": "c"}, "customer_id": our_id("customers", "c")}, None),
        ({"customer": {"source_id": "d"}, "customer_id": our_id("customers", "c")}, "$.customer.source_id"),
        ({"referrer": {"source_id": "c"}, "referrer_id": "cust_unknown"}, "$.referrer.id"),
        ({"items": [_sku("sku_new", source_id="k", price=1)]}, "$.items[0].sku.source_id"),
        ({"items": [_sku("sku_1", source_id="other", price=1)]}, "$.items[0].sku.source_id"),
        ({"items": [_sku("sku_1", source_id="k", price=1)]}, None),
    ],
)
def test_an_identity_never_changes(con, order, path):
    import_orders(
        con, {"source_id": "a", "customer": {"source_id": "c"}, "items": [_sku("sku_1", source_id="k", price=1)]}
    )
    assert [found for _, found in refused(stage(con, order))] == [path] * (path is not None)


NEWER = {"items": [{"sku_id": "s", "quantity": 2}]}
TELLING = {"items": [_sku("s", price=5)]}


@pytest.mark.parametrize(
    ("orders", "amounts"),
    [
        ([{"items": [{"price": 3, "quantity": 2}]}], [6]),
        ([{"items": [{"price": 3, "sku": {"price": 4}, "product": {"price": 5}}]}], [3]),
        ([{"items": [{"sku": {"price": 4}, "product": {"price": 5}}]}], [4]),
        ([{"items": [{"product": {"price": 5}}]}], [5]),
        ([{"items": [{"amount": 7, "price": 3, "quantity": 2}]}], [7]),
        ([TELLING, NEWER], [5, 10]),
        ([NEWER | {"amount": 1}, TELLING], [1, 5]),
        ([TELLING, {"items": [_sku("s", price=6)]}, NEWER], [5, 6, 12]),
        ([TELLING, {"items": [_sku("s")]}], [5, 5]),
        ([{"items": [{"sku_id": "s", "product_id": "p", "product": {"price": 9, "override": True}}]}], [9]),
        ([{"items": []}], [0]),
        ([{"source_id": "a"}], [0]),
        ([{"amount": 4, "items": [{"price": 3}]}], [4]),
    ],
)
def test_an_order_is_worth_what_its_items_are_unless_it_says_so(con, orders, amounts):
    staged, _ = import_orders(con, *orders)
    assert refused(staged) == []
    assert [order["amount"] for order in sorted(rows(con, "orders"), key=lambda order: order["source_row"])] == amounts


def test_a_stored_price_is_found_by_source_id_and_an_untold_one_is_refused(con):
    import_orders(
        con, {"items": [_sku("sku_1", source_id="k", price=5), {"price": 1, "sku": {"source_id": "m", "price": 7}}]}
    )
    ask = {"items": [{"source_id": "k", "related_object": "sku"}]}
    snapshot_only = {"items": [{"source_id": "m", "related_object": "sku"}]}
    other_kind = {"items": [{"source_id": "k", "related_object": "product"}]}
    assert refused(stage(con, ask, snapshot_only, other_kind)) == [(row, "$.items[0].amount") for row in (1, 2)]


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        ([{"amount": 5}, {"status": "PAID"}], {"amount": 5, "status": "PAID", "initial_amount": 5}),
        ([{"amount": 5}, {"amount": 6}], {"amount": 6, "initial_amount": 5}),
        ([{"amount": 5}, {"amount": 6, "initial_amount": 7}], {"amount": 6, "initial_amount": 7}),
        ([{}, {"amount": 6}], {"amount": 6, "initial_amount": 0}),
        (
            [{"status": "PAID", "discount_amount": 2}, {"discount_amount": None}],
            {"status": "PAID", "discount_amount": 2},
        ),
        ([{"items": [{"amount": 2, "discount_amount": 1}]}, {"amount": 9}], {"amount": 9, "items_discount_amount": 1}),
        ([{"items": [{"amount": 2, "discount_amount": 1}]}, {"items": []}], {"amount": 0, "items_discount_amount": 0}),
        ([{"metadata": {"a": {"x": 1}, "b": 1}}, {"metadata": {"a": {"y": 2}}}], {"metadata": {"a": {"y": 2}, "b": 1}}),
        ([{"metadata": {"a": 1}}, {"metadata": {"a": None}}], {"metadata": {"a": None}}),
        ([{"metadata": {"a": 1}}, {"metadata": {}}, {"metadata": None}], {"metadata": {"a": 1}}),
    ],
)
def test_fields_present_overwrite_and_fields_absent_stay(con, versions, expected):
    import_orders(con, *({"source_id": "a", **version} for version in versions))
    (order,) = rows(con, "orders")
    assert {name: order[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("items", "left"), [([{"amount": 8}], [8]), ([], []), (None, [1, 2]), ([{"amount": 1}] * 3, [1, 1, 1])]
)
def test_items_replace_the_whole_list_or_stay(con, items, left):
    import_orders(con, {"source_id": "a", "items": [{"amount": 1}, {"amount": 2}]})
    import_orders(con, {"source_id": "a", "items": items}, import_id="imp_2")
    assert [(item["item_index"], item["amount"]) for item in rows(con, "order_items")] == list(enumerate(left))


def test_a_person_is_merged_from_all_that_orders_say_in_either_role(con):
    first = {"source_id": "c", "name": "Ann", "address": {"city": "Paris", "state": "X"}, "metadata": {"a": 1}}
    second = {"source_id": "c", "name": None, "address": {"city": "Lyon"}, "metadata": {"b": 2}, "email": ""}
    import_orders(con, {"customer": first, "referrer": second}, {"customer_id": our_id("customers", "c")})
    (person,) = rows(con, "customers")
    found = {name: person[name] for name in ("name", "address_city", "address_state", "email", "metadata")}
    assert list(found.values()) == ["Ann", "Lyon", "X", "", {"a": 1, "b": 2}]
    assert {order["customer_id"] for order in rows(con, "orders")} == {person["id"]}


@pytest.mark.parametrize(
    ("item", "products", "skus"),
    [
        ({"product": {"id": "p", "name": "Mug"}, "sku": {"id": "s"}}, [], []),
        ({"product": {"id": "p", "override": False}}, [], []),
        ({"product": {"id": "p", "override": True}}, ["p"], []),
        ({"product_id": "p", "sku": {"id": "s", "override": True}}, ["p"], [("s", "p")]),
        ({"sku": {"id": "s", "product_id": "p", "override": True}}, ["p"], [("s", "p")]),
        ({"sku": {"id": "s", "override": True}, "product": {"override": False}}, ["new"], [("s", "new")]),
        ({"sku": {"id": "s", "override": True}, "product": None}, [], [("s", None)]),
    ],
)
def test_catalogue_data_is_stored_only_where_it_overrides(con, item, products, skus):
    staged, _ = import_orders(con, {"items": [{"amount": 1, **item}]})
    new = [key for key in staged.rows[Kind.PRODUCT]["id"] if key.startswith("prod_")]
    stored = [(row["id"], row["product_id"]) for row in rows(con, "skus")]
    assert [row["id"] for row in rows(con, "products")] == [*new, *(key for key in products if key != "new")]
    assert stored == [(sku, new[0] if product == "new" else product) for sku, product in skus]


def test_an_item_keeps_its_data_as_it_was_said(con):
    product = {"name": "Mug", "colour": [1, None, {"é": 1.5}], "price": None}
    import_orders(con, {"items": [{"amount": 1, "product": product, "sku": {}, "product_id": "gone"}]})
    (item,) = rows(con, "order_items")
    assert [item[name] for name in ("product", "sku", "product_id", "quantity")] == [product, {}, "gone", 1]


@pytest.mark.parametrize(
    ("order", "code", "count"),
    [
        ({"amount": 3, "items": [{"amount": 2}]}, "amount_differs", 1),
        ({"items": [{"amount": 2, "product_id": "gone"}] * 3}, "unknown_product", 3),
        ({"items": [{"amount": 2, "sku_id": "gone"}]}, "unknown_sku", 1),
        ({"items": [{"amount": 2, "sku": {"id": "gone"}}]}, "unknown_sku", 1),
    ],
)
def test_what_is_odd_but_allowed_is_a_warning(con, order, code, count):
    order |= {"customer": {"source_id": "c"}}
    (warned,) = stage(con, {}, order, order | {"id": "ord_unknown"}).warnings
    assert (warned.code, warned.count, set(warned.rows)) == (code, count, {1})


def test_nothing_is_odd_about_what_an_earlier_order_stored(con):
    earlier = {"items": [_sku("s", price=5, product_id="p")]}
    order = {"amount": 5, "items": [{"sku_id": "s", "product_id": "p"}], "customer": {"source_id": "c"}}
    assert [warned.code for warned in stage(con, earlier, order).warnings] == ["no_customer"]


def test_orders_without_a_customer_are_counted(con):
    someone = {"customer": {"source_id": "c"}}
    staged = stage(con, {"amount": 1}, {"amount": 1} | someone, {"amount": 1, "customer": {}}, {"amount": -1})
    assert [(warned.code, warned.count) for warned in staged.warnings] == [("no_customer", 2)]


def test_metadata_comes_back_as_json_equal(con):
    given = [one.text for one in CORPUS if one.path is None]
    read = [json.loads(text, parse_float=Decimal) for text in given]
    expected = {row: order["metadata"] for row, order in enumerate(read) if "metadata" in order}
    import_texts(con, given)
    stored = {order["source_row"]: order["metadata"] for order in rows(con, "orders")}
    assert len(expected) > 12
    found = {row: json.dumps(stored[row], default=str) for row in expected}
    assert found == {row: json.dumps(value, default=str) for row, value in expected.items()}
