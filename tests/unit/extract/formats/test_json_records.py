"""JSON of other forms than ours: paths, wrappers, lines, children in lines of their own, and what rejects an object."""

import json
from pathlib import Path

import pytest

from schemas.errors import ImportAbortedError
from schemas.mapping.mapping import Mapping
from tasks.extract.extract import extract
from tasks.extract.json_paths import members, split, text_at
from tests.support.projects.mapped import MONEY

SHOP = f"""
[file]
lines = "line_items"
[order]
source_id = "name"
amount = "total.amount"
metadata.shipping = {{ column = "shipping.0.price", type = "money" }}
metadata.coupons = "coupons.*.code"
refunded_amount = {{ column = "refunds.*.total", negate = true }}
[customer]
email = "customer.email"
[items]
source_id = "line_items.sku"
quantity = "line_items.qty"
price = "line_items.price"
{MONEY}
"""
ORDER = {
    "name": "#1",
    "total": {"amount": "45.00"},
    "shipping": [{"price": 5.5}, {"price": 1}],
    "coupons": [{"code": "A"}, {"code": "B"}],
    "refunds": [{"total": "-10.00"}, {"total": "-1"}],
    "customer": {"email": "a@x.de"},
    "line_items": [{"sku": "a", "qty": 2, "price": "20.00"}, {"sku": "b", "price": 5.0}],
}
MAPPED = {
    "source_id": "#1",
    "amount": 4500,
    "metadata": {"shipping": 550, "coupons": "A\nB", "refunded_amount": 1100},
    "discount_amount": 1100,
    "customer": {"email": "a@x.de", "source_id": "a@x.de"},
    "items": [{"source_id": "a", "quantity": 2, "price": 2000}, {"source_id": "b", "price": 500}],
}


def read(folder: Path, text: str, mapping: str = SHOP, name: str = "x.json") -> list[tuple]:
    (folder / name).write_text(text)
    found = extract(str(folder / name), mapping=Mapping.from_toml(mapping, "m.toml")).orders
    return found.select("row", "raw", "code", "path", "reason").rows()


def orders(folder: Path, text: str, mapping: str = SHOP, name: str = "x.json") -> list[dict]:
    rows = read(folder, text, mapping, name)
    assert [row[4] for row in rows if row[4]] == []
    return [json.loads(row[1]) for row in rows]


@pytest.mark.parametrize(
    ("name", "text", "records"),
    [
        ("x.json", json.dumps([ORDER]), ""),
        ("x.json", json.dumps([ORDER], indent=2), ""),
        ("x.ndjson", json.dumps(ORDER) + "\n\n", ""),
        ("x.json", json.dumps({"orders": [ORDER], "count": 1}), 'records = "orders"'),
        ("x.json", json.dumps({"data": {"orders": [ORDER]}}, indent=1), 'records = "data.orders"'),
        ("x.json", json.dumps([{"orders": [ORDER]}, {"orders": []}]), 'records = "*.orders"'),
        ("x.json", json.dumps({"pages": [{"orders": [ORDER]}]}), 'records = "pages.*.orders"'),
    ],
)
def test_orders_are_found_where_the_mapping_says(tmp_path, name, text, records):
    assert orders(tmp_path, text, SHOP.replace("[file]", f"[file]\n{records}"), name) == [MAPPED]


def test_orders_of_our_own_form_may_be_wrapped(tmp_path):
    text = json.dumps({"orders": [{"source_id": "1", "amount": 100}]})
    assert orders(tmp_path, text, '[file]\nrecords = "orders"') == [{"source_id": "1", "amount": 100}]


@pytest.mark.parametrize(
    ("text", "mapping", "message"),
    [
        (json.dumps({"orders": [{"a": 1}], "x": {"more": [{}, {}]}}), '[file]\nrecords = "lines"', "orders, x.more"),
        ("[1,", SHOP, "is not valid JSON"),
        ("[]", SHOP, ""),
        (json.dumps([{"id": 1}]), SHOP, "The file has no column 'coupons.*It also lacks 'customer.email', 'name'"),
    ],
)
def test_json_that_does_not_fit_is_refused(tmp_path, text, mapping, message):
    if not message:
        assert read(tmp_path, text, mapping) == []
    else:
        with pytest.raises(ImportAbortedError, match=message):
            read(tmp_path, text, mapping)


def test_a_wrapper_without_a_mapping_is_named(tmp_path):
    (tmp_path / "x.json").write_text('{\n "orders": [\n  {"source_id": "1"}, {}\n ]\n}')
    with pytest.raises(ImportAbortedError, match=r'its member orders is an array of 2. .* records = "orders"'):
        extract(str(tmp_path / "x.json"))


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ('{"name": "#2", "name": "#3"}', "repeated_key", "$.name"),
        ('{"name": "#2", "line_items": [{"sku": "a", "sku":"b"}]}', "repeated_key", "$.sku"),
        ('{"name": "#2", "line_items": 5}', "wrong_type", "$.line_items"),
        ('{"name": "#2"', "invalid_json", "$"),
        ("[1]", "invalid_json", "$"),
        ('{"name": "\\ud83d"}', "invalid_json", "$"),
        ('{"name": "#2", "line_items": [{"price": "x"}]}', "invalid_number", "$.items[0].price"),
    ],
)
def test_what_is_wrong_with_one_object_rejects_that_one(tmp_path, change, code, path):
    good = json.dumps(ORDER)
    [first, bad, last] = read(tmp_path, f"{good}\n{change}\n{good}\n", name="x.ndjson")
    assert (first[2:], last[2:]) == ((None,) * 3, (None,) * 3)
    assert (bad[0], *bad[2:4]) == (1, code, path)


def test_an_order_twice_in_one_file_is_two_orders(tmp_path):
    found = read(tmp_path, json.dumps([ORDER, ORDER]))
    assert [json.loads(row[1]) for row in found] == [MAPPED, MAPPED]


def test_a_list_without_lines_is_an_order_without_items(tmp_path):
    empty = ORDER | {"line_items": []}
    for listed in ([empty], [empty, ORDER]):
        assert orders(tmp_path, json.dumps(listed))[0]["items"] == []


def test_metadata_of_all_other_members_is_what_it_was(tmp_path):
    mapping = '[file]\nlines = "l"\n[order]\nsource_id = "n"\nmetadata = "*"\n[items]\nsku_id = "l.s"\nmetadata = "*"'
    text = '[{"n": "1", "x": {"y": [1.50, null]}, "z": null, "t": "a\\"b", "l": [{"s": "a", "c": true}]}]'
    [row] = read(tmp_path, text, mapping)
    assert '"x":{"y": [1.50, null]}' in row[1]
    found = json.loads(row[1])
    assert found["metadata"] == {"x": {"y": [1.5, None]}, "t": 'a"b'}
    assert found["items"] == [{"sku_id": "a", "metadata": {"c": True}}]


BULK = f"""
[file]
lines = "line"
children = {{}}
[order]
source_id = "name"
[items]
source_id = "line.sku"
quantity = "line.quantity"
price = "line.price"
keep = {{ column = "line.id", starts_with = "L" }}
{MONEY}
"""


def line(id: str, sku: str, parent: str) -> dict:
    return {"id": id, "sku": sku, "quantity": 1, "price": "1.00", "__parentId": parent}


def test_children_in_lines_of_their_own_belong_to_their_order(tmp_path):
    parts = [
        {"id": "O1", "name": "#1"},
        {"id": "O2", "name": "#2"},
        line("L1", "a", "O1"),
        line("L2", "b", "O2"),
        line("L3", "c", "O1"),
        line("R1", "refund", "O1"),
    ]
    found = orders(tmp_path, "\n".join(map(json.dumps, parts)), BULK, "x.jsonl")
    assert [[item["source_id"] for item in order["items"]] for order in found] == [["a", "c"], ["b"]]


def test_children_of_children_are_counted_and_those_of_nobody_rejected(tmp_path):
    parts = [{"id": "O1", "name": "#1"}, line("L1", "a", "O1"), line("D1", "x", "L1"), line("L2", "b", "O9")]
    (tmp_path / "x.jsonl").write_text("\n".join(map(json.dumps, parts)))
    found = extract(str(tmp_path / "x.jsonl"), mapping=Mapping.from_toml(BULK, "m.toml"))
    assert found.orders.select("row", "code", "path").rows() == [(0, None, None), (3, "unknown_id", "$.__parentId")]
    assert [(warned.code, warned.count) for warned in found.warnings] == [("rows_left_out", 1)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a", "1.50"),
        ("b", "x\ny"),
        ("c", None),
        ("d.0", "5"),
        ("d.1.e", '{"f": 1}'),
        ("d.2", None),
        ("d.*.e", '{"f": 1}'),
        ("g.0", "member"),
        ("a.b", None),
        ("nothing.at.all", None),
        ("h", "12345678901234567890.10"),
    ],
)
def test_a_path_leads_to_a_text(path, text):
    found = members(
        b'{"a": 1.50, "b": "x\\ny", "c": null, "d": [5, {"e": {"f": 1}}], "g": {"0": "member"}, '
        b'"h": 12345678901234567890.10}'
    )
    assert found is not None
    assert text_at(found, split(path)) == text
