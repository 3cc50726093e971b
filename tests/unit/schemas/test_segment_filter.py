"""Segment filters that are wrong are refused with the place, what is wrong there, and what would be right."""

import pytest

from schemas.errors import UsageError
from schemas.segments.filter import parse_filter


def conditions(field: str, **operators) -> dict:
    return {field: {"conditions": {f"${name}": value for name, value in operators.items()}}}


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ([], "filter is not an object"),
        ({}, "filter names no field"),
        ({"junction": "and"}, "filter names no field"),
        ({"junction": "xor", **conditions("name", **{"is": "a"})}, r'junction is "xor"\. Choose from: and, or'),
        (conditions("nam", **{"is": "a"}), 'filter has no field "nam".*source_id'),
        ({"name": {}}, "name is not an object with 'conditions' alone"),
        ({"name": {"conditions": {}}}, "name.conditions holds no operator"),
        ({"name": {"conditions": {"$is": "a"}, "more": 1}}, "name is not an object with 'conditions' alone"),
        (conditions("name", like="a"), r"name.conditions.\$like is no operator for a text\. Choose from: \$is"),
        (conditions("name", more_than=1), r"\$more_than is no operator for a text"),
        (conditions("birthdate", contains="1"), r"\$contains is no operator for a date of birth"),
        (conditions("name", **{"is": 10}), r"name.conditions.\$is is 10, not a text"),
        (conditions("name", **{"in": ["a", 1]}), r"name.conditions.\$in\[1\] is 1, not a text"),
        (conditions("name", **{"in": {}}), r"\$in is {}, not a text"),
        (conditions("name", **{"in": []}), r"\$in is an empty list"),
        (conditions("name", **{"is": None}), r"\$is is null\. \$is_unknown finds"),
        (conditions("name", **{"is": "\ud800"}), "is not valid Unicode"),
        (conditions("metadata.\ud800", **{"is": 1}), "is not valid Unicode"),
        (conditions("metadata.k", **{"is": {"a": 1}}), "which cannot be compared here"),
        (conditions("metadata.k", more_than="abc"), 'is "abc", which is not a time'),
        (conditions("metadata.k", more_than=True), "is true, which cannot be compared here"),
        (conditions("summary.orders.total_amount", more_than="12"), 'is "12", which cannot be compared here'),
        (conditions("summary.orders.total_amount", more_than=10**38), "too large to compare"),
        (conditions("summary.orders.total_amount", more_than=float("nan")), "too large to compare"),
        (conditions("created_at", after="2023-02-29"), "which is not a time.*2024-01-31"),
        (conditions("created_at", after=5), "is 5, not a text"),
        (conditions("created_at", is_days_ago=-1), "is -1, not a number of days"),
        (conditions("created_at", is_days_ago=1.5), "is 1.5, not a number of days"),
        (conditions("created_at", more_than_ago=10**6), "not a number of days"),
        (conditions("created_at", this_month=False), "is false. Give true"),
        (conditions("created_at", this_month="yes"), 'is "yes", not true or false'),
        (conditions("name", has_value=[True, False]), "is both true and false"),
        (conditions("metadata.k", count="3"), 'is "3", not a number of elements'),
    ],
)
def test_a_wrong_filter_is_refused_where_it_is_wrong(document, message):
    with pytest.raises(UsageError, match=message) as refused:
        parse_filter(document)
    assert str(refused.value).isprintable()
