"""The form of an order's text: what is refused, and that the fast and the careful path say the same."""

import json

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.validate.parse import parse
from tasks.validate.structure import check_structure
from tests.support.laws.broken_texts import NOT_JSON, SURROGATES
from tests.support.laws.corpus import CORPUS
from tests.support.laws.laws import law
from tests.support.laws.order_form import RejectedError, read
from tests.support.projects.stages import extracted

STRANGER = '{"amount":1,"stranger":1}'
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**65), 2**65) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)
FIELDS = ("source_id", "amount", "items", "metadata", "customer", "note")


def texts(*raws: str) -> pl.DataFrame:
    return extracted(list(raws)).orders.select("row", "raw")


def judged(*raws: str) -> tuple[list, list]:
    structure = check_structure(texts(*raws))
    return structure.rejects.rows(), [(row, path) for path, (_, row) in structure.unknown.named.items()]


@pytest.mark.parametrize("awkward", CORPUS, ids=lambda awkward: awkward.name[:60])
def test_a_text_is_judged_the_same_on_either_path(awkward):
    rejects, unknown = judged(awkward.text)
    assert judged(awkward.text, STRANGER) == (rejects, [*unknown, (1, "$.stranger")])


def test_what_is_read_does_not_depend_on_the_path():
    sound = [one.text for one in CORPUS if not judged(one.text)[0] and not judged(one.text)[1]]
    fast, careful = parse(texts(*sound))[0], parse(texts(*sound, STRANGER))[0]
    assert fast.orders.equals(careful.orders.head(-1))
    assert fast.customers.equals(careful.customers)
    assert fast.items.equals(careful.items)


@pytest.mark.parametrize("awkward", NOT_JSON + SURROGATES, ids=lambda awkward: awkward.name)
def test_what_is_no_order_at_all_is_handed_back_unchanged(awkward):
    ((row, source_id, code, path, reason, raw),), _ = judged(awkward.text)
    assert (row, source_id, path, raw) == (0, None, "$", awkward.text)
    assert code == ("invalid_json" if reason.startswith("this is not valid JSON") else "wrong_type")
    assert reason.startswith(("this is not valid JSON: ", "an object is needed here, but it is "))


@pytest.mark.parametrize(
    ("text", "path", "reason"),
    [
        ('{"amount":"12"}', "$.amount", "an integer is needed here, but it is a text"),
        ('{"amount":10.5}', "$.amount", "an integer is needed here, but it is a number with a fraction"),
        ('{"items":{}}', "$.items", "a list is needed here, but it is an object"),
        (
            '{"items":[{},{"quantity":true}]}',
            "$.items[1].quantity",
            "an integer is needed here, but it is true or false",
        ),
        ('{"amount":9223372036854775808}', "$.amount", "the integer does not fit into 64 bits"),
        ('{"source_id":7}', "$.source_id", "a text is needed here, but it is an integer"),
        ('{"customer":{"address":[]}}', "$.customer.address", "an object is needed here, but it is a list"),
        ("null", "$", "an object is needed here, but it is null"),
        ('{"metadata":' + '{"a":' * 9999 + "1" + "}" * 10_000, "$", "is nested more than 128 levels deep"),
        ('{"amount":1,"amount":2}', "$.amount", "is given twice in one object; leave one of them out"),
    ],
)
def test_a_wrong_type_is_named_with_its_path(text, path, reason):
    rejects, _ = judged(text)
    assert [reject[3:5] for reject in rejects] == [(path, reason)]


@pytest.mark.parametrize("number", ["1e400", "-1e999", "9" * 5000, "0." + "3" * 5000])
@pytest.mark.parametrize("field", ["metadata", "note"])
def test_no_number_is_too_large_where_any_json_may_stand(field, number):
    text = f'{{"source_id":"a","{field}":{{"n":{number}}},"zz":1}}'
    assert judged(text)[0] == []
    assert judged(f'{{"amount":"1","source_id":"a","note":{number}}}')[0][0][1] == "a"


@pytest.mark.parametrize(
    ("text", "half"),
    [
        (r'{"source_id":"\ud83d"}', r"\ud83d"),
        (r'{"source_id":"\ud83d\ude00 \\ud83d \ude00"}', r"\ude00"),
        (r'{"metadata":{"\ud83d":1}}', r"\ud83d"),
    ],
)
def test_half_a_character_is_named(text, half):
    ((_, _, _, path, reason, _),) = judged(text)[0]
    assert path == "$"
    assert reason.startswith(f"this is not valid JSON: {half} is half of a character")


def test_a_reject_names_its_source_id_where_that_can_be_read():
    rejects, _ = judged('{"amount":"1","source_id":"a"}', '{"source_id":["a"]}', '{"source_id":"a"')
    assert [source_id for _, source_id, *_ in rejects] == ["a", None, None]


@pytest.mark.parametrize("size", [1, 120, 200, 500])
def test_many_items_are_not_deep_and_a_torn_text_is_no_deep_one(size):
    text = json.dumps({"items": [{"amount": 1, "metadata": {"a": [[]]}}] * size})
    assert judged(text) == ([], [])
    ((_, _, code, path, _, _),) = judged(text[:-2])[0]
    assert (code, path) == ("invalid_json", "$")


def test_numbers_are_read_as_whole_however_they_are_written():
    raw = '{"amount":9007199254740993.0,"items":[{"quantity":2e0,"price":-0,"sku":{"price":3.0,"metadata":{"a":1.0}}}]}'
    parsed, structure = parse(texts(raw, raw[:-1] + ',"discount_amount":0.5}'))
    assert parsed.orders["amount"].to_list() == [9007199254740993]
    assert parsed.items.select("quantity", "price", "in_sku_price").rows() == [(2, 0, 3)]
    assert parsed.items["sku"].to_list() == ['{"price":3.0,"metadata":{"a":1.0}}']
    assert structure.rejects["reason"].to_list() == ["an integer is needed here, but it is a number with a fraction"]


@pytest.mark.parametrize(
    ("number", "amount"), [("0e" + "9" * 30, 0), ("-0.0e-" + "9" * 30, 0), ("1e-" + "9" * 30, None)]
)
def test_no_exponent_is_too_long(number, amount):
    parsed, structure = parse(texts(f'{{"source_id":"a","amount":{number}}}'))
    assert [*parsed.orders["amount"], *structure.rejects["path"]] == ["$.amount" if amount is None else amount]


NUMBER = st.from_regex(r"\A-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?\Z")


@law(100)
@given(number=NUMBER)
def test_a_number_in_metadata_comes_back_as_it_was_written(number):
    metadata = f'{{"a":{number},"b":[1,{number}]}}'
    parsed, _ = parse(texts(f'{{"metadata":{metadata},"customer":{{"metadata":{metadata}}}}}'))
    assert [parsed.orders["metadata"][0], parsed.customers["metadata"][0]] == [metadata, metadata]


def test_every_unknown_field_is_found_where_it_is():
    order = {"x": 1, "items": [{"y": 1}, {"product": {"z": {"source_id": 1}}, "sku": None}], "metadata": {"free": 1}}
    _, unknown = judged(STRANGER, json.dumps(order | {"customer": {"address": {"planet": "Earth"}}, "referrer": None}))
    paths = ["$.x", "$.items[].y", "$.items[].product.z", "$.customer.address.planet"]
    assert unknown == [(0, "$.stranger"), *((1, path) for path in paths)]


@law(100)
@given(order=st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=4))
def test_a_form_is_refused_only_where_the_contract_refuses_it(order):
    text = json.dumps(order)
    if judged(text)[0]:
        with pytest.raises(RejectedError):
            read(text)
