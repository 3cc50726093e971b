"""Segment filters in SQL answer as plain Python does, customer by customer, and no input gets into the SQL."""

import json
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from schemas.segments.fields import FIELDS, Kind
from schemas.segments.operators import GROUPS, OPERATORS, Group
from tasks.segments.binder import Binder
from tasks.segments.memberships import ALL_FACTS, matching
from tasks.warehouse.connection import open_warehouse
from tests.support.laws.laws import law
from tests.support.laws.segment_oracle import meets
from tests.support.projects.stages import KEY

NOW = datetime(2024, 2, 29, 12, 30)
SQL_LIKE = "x' OR 1=1; DROP TABLE customers; --"
HUGE = 123456789012345678901234567890
TEXTS = [
    "",
    "a",
    "A",
    "é",
    "10",
    "true",
    "null",
    "%",
    "_",
    SQL_LIKE,
    "$p0",
    "{columns}",
    "a.b",
    '"',
    "\\",
    "😀",
    "a\0b",
]
NUMBERS = [0, -1, 10, 10.0, 10.5, 0.1, 2**53, 2**53 + 1, float(2**53), 2**63, HUGE, HUGE + 1, float(HUGE), -HUGE]
KEYS = [
    "k",
    "a.b",
    "a.b.c",
    "tags.0",
    "tags.01",
    "tags.-1",
    "",
    ".",
    "~",
    "/",
    "~1",
    '"',
    "$",
    "$.k",
    "*",
    "é",
    "[0]",
    SQL_LIKE,
]
DAYS = [0, 1, 7, 28, 29, 30, 365, 366, 800, 12_000]
OFFSETS = [timedelta(days) for days in (-800, -366, -31, -30, -7, -1, 0, 1, 6, 30, 366)]
TIMES = [
    NOW,
    NOW - timedelta(microseconds=1),
    *(NOW + offset for offset in OFFSETS),
    datetime(2024, 2, 29),
    datetime(1, 1, 1),
]
TIME_TEXTS = [
    "2024-02-29",
    "2024-02-29T12:30:00Z",
    "2024-02-29t12:30:00+02:00",
    "2023-12-31 23:59-0530",
    "2024-03-01T01+02",
]
TIME_TEXTS += [
    "2023-02-29",
    "2024-02-29T24:00:00",
    "2024-02-29T12:30:00.1234560Z",
    "0000-01-01",
    "2024-02-29Z",
    "29.2.2024",
]
BIRTHDATES = [
    date(2000, 2, 29),
    date(1990, 3, 1),
    date(1990, 2, 28),
    date(1950, 12, 31),
    date(1985, 1, 1),
    date(2024, 2, 29),
]
JSON_VALUES = [
    *TEXTS,
    *NUMBERS,
    *TIME_TEXTS,
    True,
    False,
    None,
    [],
    {},
    [None],
    ["a", 10, True, [1], None],
    [HUGE, "é", 10.5],
]
JSON_VALUES += [["10", "true"], TEXTS, {"b": 10}, {"b": {"c": "deep"}}, {"": 1}]


def customers_of(values: list) -> list[dict]:
    """One customer a value of metadata, with all other fields running through values of their own."""
    nested = {
        "a.b": "flat",
        "a": {"b": "nested"},
        "tags": ["first", "second"],
        "~": 1,
        "/": 2,
        "~1": 3,
        "é": 4,
        "": {"": 5},
    }
    everyone = [{"id": "bare"}, {"id": "empty", "metadata": {}}, {"id": "nested", "metadata": nested}]
    for index, value in enumerate(values):
        one = {name: pick(field.kind, index) for name, field in FIELDS.items() if (index + len(name)) % 5}
        metadata = {"k": value, "a": value, KEYS[index % len(KEYS)]: value}
        everyone.append({**one, "id": f"c{index}", "metadata": metadata})
    return [
        {"created_at": NOW, "summary.orders.total_count": 0, "summary.orders.total_amount": 0, **one}
        for one in everyone
    ]


def pick(kind: Kind, index: int):
    choices = {
        **{Kind.TEXT: TEXTS, Kind.TIME: TIMES, Kind.BIRTHDATE: BIRTHDATES, Kind.COUNT: [0, 1, 10]},
        **{Kind.WHOLE: [0, 10, 2**53 + 1, HUGE], Kind.REAL: [0.0, 10.0, 10.5, float(2**53)]},
    }[kind]
    return choices[index % len(choices)]


@pytest.fixture(scope="module")
def customers(tmp_path_factory):
    """The awkward customers, and a connection to where they are stored."""
    everyone = customers_of(JSON_VALUES)
    with open_warehouse(tmp_path_factory.mktemp("home"), KEY) as con:
        for one in everyone:
            columns = {FIELDS[name].column: value for name, value in one.items() if name in FIELDS}
            metadata = json.dumps(one["metadata"]) if "metadata" in one else None
            store(
                con, "customers", {**pick_columns(con, "customers", columns), "metadata": metadata, "updated_at": NOW}
            )
            store(
                con,
                "customer_summaries",
                {**pick_columns(con, "customer_summaries", columns), "customer_id": one["id"]},
            )
        con.execute(f"CREATE TEMP TABLE facts AS FROM {ALL_FACTS}")
        yield con, everyone


def pick_columns(con, table: str, columns: dict) -> dict:
    present = {
        row[0]
        for row in con.execute("SELECT column_name FROM duckdb_columns() WHERE table_name = ?", [table]).fetchall()
    }
    return {name: value for name, value in columns.items() if name in present}


def store(con, table: str, row: dict) -> None:
    row = {**row, "import_id": "imp_0"}
    con.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values()))


def answers(con, document: dict) -> set[str]:
    binder = Binder()
    query = matching("facts", "seg", document, NOW, binder)
    return {customer_id for _, customer_id in con.execute(query, binder.values).fetchall()}


def values_for(kind: Kind, operator: str) -> list:
    """Values that the operator takes on a field of this kind."""
    group, time_values = OPERATORS[operator].group, [text for text in TIME_TEXTS if text in GOOD_TIMES]
    fixed = {
        Group.PERIOD: [True],
        Group.PRESENCE: [True, False],
        Group.DAYS: DAYS,
        Group.COUNT: [0, 1, 3, 5],
        Group.AFFIX: TEXTS,
    }
    fixed[Group.MOMENT] = time_values
    if group in fixed:
        return fixed[group]
    if kind is Kind.METADATA:
        return [*NUMBERS, *time_values] if group is Group.ORDER else [*TEXTS, *NUMBERS, True, False]
    return {Kind.TEXT: TEXTS, Kind.TIME: time_values, Kind.BIRTHDATE: time_values}.get(kind, NUMBERS)


GOOD_TIMES = TIME_TEXTS[:4] + TIME_TEXTS[7:8]
SAMPLE_FIELDS = {**{field.kind: name for name, field in FIELDS.items()}, Kind.METADATA: "metadata.k"}
PAIRS = [(kind, operator) for kind in Kind for operator, each in OPERATORS.items() if each.group in GROUPS[kind]]


@pytest.mark.parametrize(("kind", "operator"), PAIRS, ids=str)
def test_every_operator_answers_as_the_oracle_does(customers, kind, operator):
    con, everyone = customers
    values = values_for(kind, operator)
    several = [] if OPERATORS[operator].group is Group.PRESENCE else [values, values[:1]]
    for asked in [*values[::5], values[-1], *several]:
        document = {SAMPLE_FIELDS[kind]: {"conditions": {operator: asked}}}
        assert answers(con, document) == {one["id"] for one in everyone if meets(one, document, NOW)}, asked


@pytest.mark.parametrize("key", KEYS)
def test_metadata_keys_may_hold_any_text(customers, key):
    con, everyone = customers
    document = {f"metadata.{key}": {"conditions": {"$has_value": True}}}
    assert answers(con, document) == {one["id"] for one in everyone if meets(one, document, NOW)}


@st.composite
def filters(draw) -> dict:
    """Filters of one to three fields with one or two operators each."""
    names = st.sampled_from([*FIELDS, *(f"metadata.{key}" for key in KEYS)])
    document = {"junction": draw(st.sampled_from(["and", "or", "AND"]))}
    for name in draw(st.lists(names, min_size=1, max_size=3, unique=True)):
        kind = FIELDS[name].kind if name in FIELDS else Kind.METADATA
        suitable = [operator for operator, each in OPERATORS.items() if each.group in GROUPS[kind]]
        conditions = {}
        for operator in draw(st.lists(st.sampled_from(suitable), min_size=1, max_size=2, unique=True)):
            value = st.sampled_from(values_for(kind, operator))
            is_flag = OPERATORS[operator].group is Group.PRESENCE
            conditions[operator] = draw(value if is_flag else value | st.lists(value, min_size=1, max_size=3))
        document[name] = {"conditions": conditions}
    return document


@law(100, suppress=[HealthCheck.function_scoped_fixture])
@given(document=filters())
def test_every_filter_answers_as_the_oracle_does(customers, document):
    con, everyone = customers
    assert answers(con, document) == {one["id"] for one in everyone if meets(one, document, NOW)}


def test_a_customer_without_the_value_meets_the_negatives_only(customers):
    con, _ = customers
    asked = {operator: values_for(Kind.METADATA, operator)[0] for operator in OPERATORS}
    filters = {operator: {"metadata.k": {"conditions": {operator: value}}} for operator, value in asked.items()}
    met = {operator for operator, document in filters.items() if "bare" in answers(con, document)}
    assert met == {"$is_not", "$not_in", "$not_contain", "$is_unknown"}


@pytest.mark.parametrize("value", [SQL_LIKE, "$p0", "{columns}"])
def test_no_value_or_key_gets_into_the_sql(value):
    document = {f"metadata.{value}": {"conditions": {"$is": value}}, "name": {"conditions": {"$in": [value, "x"]}}}
    binder = Binder()
    query = matching("facts", value, document, NOW, binder)
    plain = json.loads(json.dumps(document).replace(json.dumps(value)[1:-1], "v"))
    assert query == matching("facts", "v", plain, NOW, Binder())
    assert value in binder.values.values()
