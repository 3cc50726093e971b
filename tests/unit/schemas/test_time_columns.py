"""Times and dates in orders: what is read, what is refused, and that reading agrees with Python's."""

from datetime import UTC, date, datetime, timedelta, timezone

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.time_columns import parse_date, parse_timestamp

ZONES = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIMES = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=st.none() | ZONES)


def at(text: str) -> datetime | None:
    return parse_timestamp(pl.Series("created_at", [text])).item()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020-02-29", datetime(2020, 2, 29)),
        ("2020-01-02T03:04", datetime(2020, 1, 2, 3, 4)),
        ("2020-01-02 03:04:05", datetime(2020, 1, 2, 3, 4, 5)),
        ("2020-01-02t03:04:05z", datetime(2020, 1, 2, 3, 4, 5)),
        ("2020-01-02T03:04:05.1Z", datetime(2020, 1, 2, 3, 4, 5, 100_000)),
        ("2020-01-02T03:04:05.123456000Z", datetime(2020, 1, 2, 3, 4, 5, 123_456)),
        ("2020-01-02T03:04+02", datetime(2020, 1, 2, 1, 4)),
        ("2020-01-02T03:04:05-0530", datetime(2020, 1, 2, 8, 34, 5)),
        ("2020-01-01T00:00:00+01:00", datetime(2019, 12, 31, 23)),
        ("0001-01-01", datetime(1, 1, 1)),
        ("9999-12-31T23:59:59.999999Z", datetime(9999, 12, 31, 23, 59, 59, 999_999)),
    ],
)
def test_a_time_is_read_as_utc(text, expected):
    assert at(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 2020-01-02",
        "2020-01-02\n",
        "2020-1-2",
        "20200102",
        "2019-02-29",
        "2020-13-01",
        "0000-01-01",
        "2020-01-02Z",
        "2020-01-02T",
        "2020-01-02T03",
        "2020-01-02T24:00",
        "2020-01-02T03:60",
        "2020-01-02T03:04:60",
        "2020-01-02T03:04:05.",
        "2020-01-02T03:04:05.1234567Z",
        "2020-01-02T03:04:05.0000000000Z",
        "2020-01-02T03:04:05+24:00",
        "2020-01-02T03:04:05+01:60",
        "2020-01-02T03:04:05Z ",
        "2020-01-02T03:04:05 Europe/London",
        "2020-01-02T03:04:05Zxx",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "٢٠٢٠-01-02",
        "é020-01-02T03:04",
        "1577934245",
    ],
)
def test_anything_else_is_no_time(text):
    assert at(text) is None


def test_null_stays_null_and_name_and_type_are_kept():
    parsed = parse_timestamp(pl.Series("created_at", [None, "2020-01-02"]))
    assert parsed.to_list() == [None, datetime(2020, 1, 2)]
    assert (parsed.name, parsed.dtype) == ("created_at", pl.Datetime("us"))


@given(st.lists(TIMES, min_size=1, max_size=5), st.sampled_from(["auto", "minutes", "seconds", "microseconds"]))
def test_what_python_writes_is_read_as_python_reads_it(times, precision):
    texts = [time.isoformat(timespec=precision) for time in times]
    read = [datetime.fromisoformat(text) for text in texts]
    expected = [time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo else time for time in read]
    assert parse_timestamp(pl.Series(texts)).to_list() == expected


@given(st.dates())
def test_every_date_is_read(day):
    assert parse_date(pl.Series([day.isoformat()])).item() == day


@pytest.mark.parametrize("text", ["", "2019-02-29", "0000-01-01", "2020-01-02T00:00", "2020-1-2", "02/01/2020", "x"])
def test_anything_else_is_no_date(text):
    assert parse_date(pl.Series("birthdate", [text])).to_list() == [None]


def test_dates_have_the_date_type():
    assert parse_date(pl.Series(["2020-01-02", None])).to_list() == [date(2020, 1, 2), None]
