"""Orders judged on their own: the cap, the first broken rule of each, warnings, times in UTC."""

from datetime import date, datetime

import polars as pl
import pytest

from schemas.errors import ImportAbortedError
from schemas.orders.fields import ADDRESS, CUSTOMER, ITEM, ORDER, PRODUCT, SKU
from schemas.orders.frames import FAULT, Validated
from tasks.validate import validate as validate_module
from tasks.validate.validate import validate
from tests.support.laws.corpus import CORPUS
from tests.support.laws.order_form import RejectedError, read
from tests.support.projects.stages import as_texts, extracted

LIMIT = 1000


def judge(*orders: dict) -> Validated:
    return validate(extracted(as_texts(list(orders))), LIMIT)


def found(validated: Validated) -> list[tuple]:
    return validated.rejects.select("row", "path", "reason").rows()


def is_readable(text: str) -> bool:
    try:
        read(text)
    except RejectedError:
        return False
    return True


def test_an_import_at_the_cap_is_judged_and_one_above_it_is_refused():
    assert validate(extracted(['{"amount":1}'] * 3), 3).good.orders.height == 3
    with pytest.raises(ImportAbortedError, match="holds 4 orders, and an import takes at most 3"):
        validate(extracted(['{"amount":1}'] * 4), 3)


def test_rejected_orders_count_towards_the_cap():
    with pytest.raises(ImportAbortedError, match="holds 2 orders"):
        validate(extracted(["{", "["]), 1)


@pytest.mark.parametrize("text", [[], ["{"], ["{", "[]"], ['{"amount":-1}']])
def test_nothing_good_is_no_failure(text):
    validated = validate(extracted(text), LIMIT)
    assert (validated.good.orders.height, validated.rejects["raw"].to_list()) == (0, text)


def test_a_reject_comes_back_as_it_came():
    awkward = [one.text for one in CORPUS]
    rejects = validate(extracted(awkward), LIMIT).rejects
    assert [awkward[row] for row in rejects["row"]] == rejects["raw"].to_list()
    assert rejects["row"].is_unique().all()
    assert rejects["row"].is_sorted()


def test_what_is_found_in_an_order_does_not_depend_on_its_neighbours():
    forward = {raw: reason for raw, *reason in _rejects([one.text for one in CORPUS])}
    backward = {raw: reason for raw, *reason in _rejects([one.text for one in reversed(CORPUS)])}
    assert forward == backward


def _rejects(texts: list[str]) -> list[tuple]:
    return validate(extracted(texts), LIMIT).rejects.select("raw", "source_id", "path", "reason").rows()


def test_what_is_accepted_obeys_every_rule_about_values():
    texts = [one.text for one in CORPUS]
    good = validate(extracted(texts), LIMIT).good.orders["row"].to_list()
    assert [texts[row] for row in good if not is_readable(texts[row])] == []


def test_an_order_shows_its_first_fault_only_its_own_before_its_peoples_and_items():
    items = [{"quantity": 1}, {"quantity": 0, "price": -1}, {"product_id": ""}]
    faults = {"amount": -1, "status": "x", "customer": {"id": ""}, "items": items}
    validated = judge(faults, {"customer": {"source_id": ""}, "items": items}, {"items": items})
    assert [path for _, path, _ in found(validated)] == ["$.status", "$.customer.source_id", "$.items[1].quantity"]


def test_a_long_value_is_shown_by_its_beginning():
    ((_, _, reason),) = found(judge({"status": "PAID" * 500}))
    assert len(reason) < 120
    assert reason.startswith("'PAIDPAID")


def test_a_reject_of_the_extraction_is_passed_on_unread():
    known = extracted(['{"source_id":"a","amount":1}', '{"source_id":"b"}'])
    noted = pl.when(pl.col("row") == 0).then(pl.lit("noted"))
    for index, name in enumerate(FAULT, 2):
        known.orders.replace_column(index, known.orders.select(noted.alias(name))[name])
    validated = validate(known, LIMIT)
    assert validated.rejects.rows() == [(0, "a", "noted", "noted", "noted", '{"source_id":"a","amount":1}')]
    assert validated.good.orders["source_id"].to_list() == ["b"]


def test_unknown_fields_are_ignored_and_counted():
    orders = [{"x": 1}, {"y": 1, "x": None}, {"amount": -1, "z": 1}, {"items": [{"x": 1}, {"x": 1}]}]
    validated = judge(*({"amount": 1, **order} for order in orders))
    met = {warned.message.split()[0]: (warned.count, warned.rows) for warned in validated.warnings}
    assert met == {"$.x": (2, [0]), "$.items[].x": (2, [3]), "$.y": (1, [1]), "$.z": (1, [2])}


def test_unknown_fields_are_named_up_to_fifty_and_the_others_are_counted():
    strangers = {f"x{number:04}": number for number in range(2000)}
    validated = judge({"amount": 1, **strangers}, {"amount": 1, **strangers}, {"amount": 1, "y" * 999: 1})
    *named, others = validated.warnings
    assert [(warned.message.split()[0], warned.count) for warned in named] == [(f"$.x{n:04}", 2) for n in range(50)]
    assert (others.count, others.message.split(",")[0]) == (2 * 1950 + 1, "more fields that are not known")
    assert sum(len(warned.message) for warned in judge({"amount": 1, "y" * 10**6: 1}).warnings) < 300


@pytest.mark.parametrize("noun", ["customer", "referrer"])
@pytest.mark.parametrize("nobody", [{}, {"name": None}, {"nick": "x"}, {"address": {}}, {"address": {"city": None}}])
def test_a_customer_of_whom_nothing_is_said_is_absent(noun, nobody):
    good = judge({"amount": 1, noun: nobody}, {"amount": 1, noun: {"name": ""}}).good
    assert good.customers["row"].to_list() == [1]
    assert good.orders[f"has_{noun}"].to_list() == [False, True]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020-01-02T03:04:05", datetime(2020, 1, 2, 3, 4, 5)),
        ("2020-01-02T03:04:05.123456+05:45", datetime(2020, 1, 1, 21, 19, 5, 123456)),
        ("2020-02-29", datetime(2020, 2, 29)),
        (None, None),
    ],
)
def test_a_time_is_kept_in_utc(text, expected):
    assert judge({"amount": 1, "created_at": text}).good.orders["created_at"].to_list() == [expected]


@pytest.mark.parametrize("fields", [{"birthdate": "1990-01-31"}, {"birthday": "1990-01-31"}])
def test_birthday_is_the_old_name_of_birthdate(fields):
    customers = judge({"customer": fields, "referrer": {**fields, "birthdate": "1990-01-31"}}).good.customers
    assert customers["birthdate"].to_list() == [date(1990, 1, 31)] * 2


def test_of_two_dates_of_birth_the_newer_name_counts():
    customers = judge({"customer": {"birthday": "1990-02-01", "birthdate": "1990-01-31"}}).good.customers
    assert customers["birthdate"].to_list() == [date(1990, 1, 31)]


@pytest.mark.parametrize(
    "fields",
    [
        dict.fromkeys(ORDER),
        {"customer": dict.fromkeys(CUSTOMER), "referrer": {"address": dict.fromkeys(ADDRESS)}},
        {"items": [dict.fromkeys(ITEM), {"product": dict.fromkeys(PRODUCT), "sku": dict.fromkeys(SKU)}]},
    ],
)
def test_null_is_absent_everywhere(fields):
    absent = {"customer": {}, "referrer": {}, "items": [{}, {"product": {}, "sku": {}}]}
    nulls = judge({**fields, "status": "PAID"}).good
    without = judge({**{name: absent[name] for name, value in fields.items() if value}, "status": "PAID"}).good
    assert without.orders.height == 1
    assert nulls.orders.equals(without.orders)
    assert nulls.customers.equals(without.customers)
    assert nulls.items.drop("product", "sku").equals(without.items.drop("product", "sku"))


@pytest.mark.parametrize("portion", [1, 2, 3, 4, 5])
def test_no_order_is_lost_or_doubled_between_two_portions(monkeypatch, portion):
    monkeypatch.setattr(validate_module, "_PORTION", portion)
    texts = [f'{{"source_id":"{row}","amount":{row - 2},"items":[{{"amount":1}}]}}' for row in range(4)]
    validated = validate(extracted([*texts, '{"amount":"x"}']), 10)
    good = validated.good
    assert [frame["row"].to_list() for frame in (good.orders, good.items, validated.rejects)] == [
        [2, 3],
        [2, 3],
        [0, 1, 4],
    ]
