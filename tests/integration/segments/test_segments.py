"""Segments: made with their first members, listed, deleted, and refused."""

import pytest

from schemas.errors import UsageError
from tasks.segments import segments
from tasks.segments.refresh import refresh
from tests.support.projects.segment_project import BUYERS, NOW, RICH, everything, order, rows, use


def test_a_project_has_a_stated_number_of_segments(con, monkeypatch):
    monkeypatch.setattr(segments, "MOST_SEGMENTS", 1)
    segments.create_segment(con, "rich", "auto-update", RICH, NOW)
    with pytest.raises(UsageError, match=r"^The project has 1 segments, and it can have 1\. Delete one"):
        segments.create_segment(con, "vip", "static", ["c0"], NOW)
    segments.delete_segment(con, "rich")
    segments.create_segment(con, "vip", "static", ["c0"], NOW)


LARGE = [
    (
        {f"metadata.{number}": {"conditions": {"$is": 1}} for number in range(51)},
        "filter names 51 fields. Give at most 50",
    ),
    ({"name": {"conditions": {"$contains": ["a"] * 1001}}}, "1,001 values. Give at most 1,000"),
    ({"id": {"conditions": {"$in": ["a"] * 20_001}}}, "20,001 values. Give at most 20,000"),
]


@pytest.mark.parametrize(("document", "reason"), LARGE, ids=[reason for _, reason in LARGE])
def test_a_filter_that_costs_too_much_is_refused_when_the_segment_is_made(con, document, reason):
    with pytest.raises(UsageError, match=reason):
        segments.create_segment(con, "large", "auto-update", document, NOW)


def test_first_members_are_recorded_without_events_or_entries(con):
    made = segments.create_segment(con, "zero", "auto-update", {"id": {"conditions": {"$is_not": "c0"}}}, NOW)
    assert (made.member_count, made.entered_count, made.left_count, made.is_active) == (4, 0, 0, False)
    assert [member.source_id for member in segments.members(con, "zero", 3)] == ["s1", "s2", "s3"]
    assert rows(con, "SELECT DISTINCT entered_at, import_id FROM segment_members") == [(NOW, None)]
    assert rows(con, "FROM events") == rows(con, "FROM segment_changes") == []


def test_static_segments_take_ids_and_source_ids_and_stay(con):
    made = segments.create_segment(con, "vip", "static", ["c0", "s1", "c1", "s4"], NOW)
    order(con, "o1", "c0", "imp_1")
    assert refresh(con, "imp_1") == []
    assert made.member_count == 3
    assert [member.customer_id for member in segments.members(con, made.id, 9)] == ["c0", "c1", "c4"]


def test_segments_are_listed_the_biggest_first(con):
    for name, customers in (("b", ["c0"]), ("a", ["c1"]), ("big", ["c0", "c1"])):
        segments.create_segment(con, name, "static", customers, NOW)
    assert [each.name for each in segments.list_segments(con)] == ["big", "a", "b"]


def test_deleting_a_segment_keeps_its_history(con):
    segments.create_segment(con, "rich", "auto-update", RICH, NOW)
    order(con, "o1", "c0", "imp_1")
    refresh(con, "imp_1")
    segments.delete_segment(con, "rich")
    assert rows(con, "FROM segment_members") == rows(con, "FROM segments") == []
    assert len(rows(con, "FROM segment_changes")) == 1


def test_an_active_segment_cannot_be_deleted(con):
    segments.create_segment(con, "rich", "auto-update", RICH, NOW)
    use(con, "rich")
    with pytest.raises(UsageError, match=r"'rich' is in use\. Delete the distributions"):
        segments.delete_segment(con, "rich")


@pytest.mark.parametrize(
    ("name", "segment_type", "definition", "message"),
    [
        ("taken", "static", ["c0"], "already a segment 'taken'"),
        (" ", "static", ["c0"], "' ' is not a name"),
        ("a\nb", "static", ["c0"], "is not a name"),
        ("new", "static", ["c0", "x1", "x2"], r"no customer 'x1'.*\(2 unknown in all\)"),
        ("new", "static", BUYERS, "made of a list of customers"),
        ("new", "static", ["c0"] * 20_001, "20,001 customers are too many"),
        ("new", "auto-update", ["c0"], "filter is not an object"),
        ("new", "auto-update", {"name": {"conditions": {"$is": 1}}}, r"name.conditions.\$is is 1, not a text"),
    ],
)
def test_a_wrong_segment_is_refused_and_nothing_is_stored(con, name, segment_type, definition, message):
    segments.create_segment(con, "taken", "static", ["c0"], NOW)
    before = everything(con)
    with pytest.raises(UsageError, match=message):
        segments.create_segment(con, name, segment_type, definition, NOW)
    assert everything(con) == before


@pytest.mark.parametrize("call", [segments.find_segment, segments.delete_segment])
def test_an_unknown_segment_is_named(con, call):
    with pytest.raises(UsageError, match="no segment 'nobody'"):
        call(con, "nobody")
