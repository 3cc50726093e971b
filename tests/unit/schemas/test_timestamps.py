"""What time it is, and how a time is written."""

import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from schemas.clock import aware_utc, naive_utc, naive_utc_now, utc_now
from schemas.timestamps import to_the_second, zulu

NOON = datetime(2020, 1, 2, 12)
AHEAD = datetime(2020, 1, 2, 14, tzinfo=timezone(timedelta(hours=2)))
ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("at", [NOON, NOON.replace(tzinfo=UTC), AHEAD])
def test_a_time_is_in_utc_with_and_without_its_zone(at):
    assert (naive_utc(at), naive_utc(at).tzinfo) == (NOON, None)
    assert (aware_utc(at), aware_utc(at).tzinfo) == (AHEAD, UTC)
    assert zulu(at) == "2020-01-02T12:00:00Z"


def test_now_is_in_utc():
    before = utc_now()
    assert before.utcoffset() == timedelta()
    assert timedelta() <= aware_utc(naive_utc_now()) - before < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("precision", "text"),
    [
        ("auto", "2020-01-02T12:00:00.000120Z"),
        ("seconds", "2020-01-02T12:00:00Z"),
        ("milliseconds", "2020-01-02T12:00:00.000Z"),
        ("microseconds", "2020-01-02T12:00:00.000120Z"),
    ],
)
def test_a_time_is_written_as_exactly_as_asked(precision, text):
    assert zulu(NOON.replace(microsecond=120), precision) == text
    assert to_the_second(NOON.replace(microsecond=120)) == "2020-01-02 12:00:00"


def test_only_the_clock_is_asked_what_time_it_is():
    asking = re.compile(r"datetime\.now|utcnow|date\.today|\btime\.time\(")
    modules = [path for room in ("flows", "tasks", "schemas") for path in (ROOT / room).rglob("*.py")]
    asked = [path.relative_to(ROOT).as_posix() for path in modules if asking.search(path.read_text())]
    assert asked == ["schemas/clock.py"]
