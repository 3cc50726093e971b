"""Times as files write them: patterns, numbers, languages, zones."""

from datetime import UTC, datetime

import polars as pl
import pytest

from schemas.errors import UsageError
from schemas.mapping.mapping import Mapping
from tests.support.projects.mapped import faults, metadata, orders

PARIS = 'time_zone = "Europe/Paris"'


def time(cell: str, dates: str, value: str = '"at"') -> str:
    [order] = orders({"at": [cell]}, f"order.created_at = {value}\n[dates]\n{dates}")
    return order["created_at"]


@pytest.mark.parametrize(
    ("dates", "cell", "at"),
    [
        ('format = "unix"', "1546398245", "2019-01-02T03:04:05Z"),
        ('format = "unix"', "1546398245.25", "2019-01-02T03:04:05.250Z"),
        ('format = "unix_ms"', "1546398245123", "2019-01-02T03:04:05.123Z"),
        ('format = "unix_ms"', "-1000", "1969-12-31T23:59:59Z"),
        ('format = "excel"', "45384.34789351852", "2024-04-02T08:20:58Z"),
        ('format = "excel"', "61", "1900-03-01T00:00:00Z"),
        ('format = "excel"', "45384,34789351852", "2024-04-02T08:20:58Z"),
        ('format = "excel_1904"', "43922.34789351852", "2024-04-02T08:20:58Z"),
        ('format = "unix_us"', "1546398245123456", "2019-01-02T03:04:05.123456Z"),
        (f'format = "excel"\n{PARIS}', "45384", "2024-04-01T22:00:00Z"),
        ('format = ["%Y-%m-%d %H:%M", "%Y-%m-%d", "excel"]', "2024-04-02", "2024-04-02T00:00:00Z"),
        ('format = ["%Y-%m-%d %H:%M", "%Y-%m-%d", "excel"]', "45384", "2024-04-02T00:00:00Z"),
        ('format = "%d %b %Y"\nlanguage = "es"', "2 ene 2023", "2023-01-02T00:00:00Z"),
        ('format = "%d %b %Y"\nlanguage = "es"', "2 SEP. 2023", "2023-09-02T00:00:00Z"),
        ('format = "%d de %B de %Y"\nlanguage = "es"', "2 de Agosto de 2023", "2023-08-02T00:00:00Z"),
        ('format = "%d-%b-%y"\nlanguage = "de"', "10-Dez-25", "2025-12-10T00:00:00Z"),
        ('format = "%d-%b-%y"\nlanguage = "de"', "10-Mrz-25", "2025-03-10T00:00:00Z"),
        ('format = "%d %B %Y"\nlanguage = "de-AT"', "1 Jänner 2025", "2025-01-01T00:00:00Z"),
        ('format = "%d %b %Y"\nlanguage = "fr"', "3 fevr 2023", "2023-02-03T00:00:00Z"),
        ('format = "%d %b %Y"\nlanguage = "fr"', "5 AOUT 2023", "2023-08-05T00:00:00Z"),
        ('format = "%d/%m/%Y %I:%M %p"\nlanguage = "el"', "2/1/2019 3:05 μ.μ.", "2019-01-02T15:05:00Z"),
        ('format = "%Y/%m/%d %p %I:%M"\nlanguage = "zh"', "2019/1/2 下午 3:05", "2019-01-02T15:05:00Z"),
        ('format = "%Y-%m-%d"\ntime_zone = "America/Sao_Paulo"', "2018-11-04", "2018-11-04T03:00:00Z"),
        ('format = "%Y-%m-%d"\ntime_zone = "America/Havana"', "2023-11-05", "2023-11-05T04:00:00Z"),
        ('format = "%d. %B %Y"\nlanguage = "de"', "3. MÄRZ 2025", "2025-03-03T00:00:00Z"),
        ('format = "%A %d %B %Y"\nlanguage = "fr"', "mardi 1 août 2023", "2023-08-01T00:00:00Z"),
        ('format = "%d %b %Y"\nlanguage = "pt-BR"', "1 fev. 2023", "2023-02-01T00:00:00Z"),
        ('format = "%d %b %Y"\nlanguage = "it"', "1 mar 2023", "2023-03-01T00:00:00Z"),
        ('format = "%d %b %Y"\nlanguage = "ja"', "1 2月 2023", "2023-02-01T00:00:00Z"),
        ('format = "%d %b %Y"\nlanguage = "pl"', "5 paź 2023", "2023-10-05T00:00:00Z"),
        ('format = "%d/%m/%Y %I:%M %p"\nlanguage = "es-MX"', "1/2/2023 3:05 p. m.", "2023-02-01T15:05:00Z"),
        ('format = "%d/%m/%Y %I:%M %p"', "1/2/2023 3:05 a.m.", "2023-02-01T03:05:00Z"),
        ('format = "%b %d, %Y %I:%M:%S %p"', "Sep 30, 2026 10:00:00 AM", "2026-09-30T10:00:00Z"),
        ('format = "%b-%d-%y"', "Sep-07-26", "2026-09-07T00:00:00Z"),
        ('format = "%d %b %Y %H:%M GMT%z"', "1 Mar 2023 00:04 GMT-8", "2023-03-01T08:04:00Z"),
        ('format = "%Y-%m-%d %H:%M %z"', "2023-03-01 00:04 +09", "2023-02-28T15:04:00Z"),
        ('format = "%Y-%m-%d %H:%M %z"', "2023-03-01 00:04 UTC", "2023-03-01T00:04:00Z"),
        ('format = "%a, %d %b %Y %H:%M:%S %z"', "Mon, 23 Sep 2024 14:21:24 +0000", "2024-09-23T14:21:24Z"),
        ('format = "%Y-%m-%d"\ntime_zone = "Eastern Time (US & Canada)"', "2023-07-01", "2023-07-01T04:00:00Z"),
        ('format = "%Y-%m-%d"\ntime_zone = "W. Europe Standard Time"', "2023-07-01", "2023-06-30T22:00:00Z"),
        ('format = "%Y-%m-%d"\ntime_zone = "PST"', "2023-07-01", "2023-07-01T08:00:00Z"),
        ('format = "%Y-%m-%d"', " 2023-07-01\n", "2023-07-01T00:00:00Z"),
    ],
)
def test_a_time_is_read_as_the_mapping_says(dates, cell, at):
    assert time(cell, dates) == at


@pytest.mark.parametrize(
    ("dates", "cell", "reason"),
    [
        ('format = "%d %b %Y"', "2 ene 2023", "; names of months are English unless [dates] says a language"),
        ('format = "%Y-%m-%d"', "45384.347", '; it may be a date of Excel: format = "excel"'),
        ('format = "%s"', "1546398245123", '; it may be milliseconds since 1970: format = "unix_ms"'),
        ('format = "%d %b %Y"\nlanguage = "fr"', "2 jui 2023", "'2 jui 2023' is not a time"),
        ('format = ["%Y-%m-%d", "unix"]', "soon", "'soon' is not a time written as %Y-%m-%d or unix"),
        ('format = "excel"', "60", "'60' is not a time written as excel"),
        (
            f'format = "%Y-%m-%d %H:%M"\n{PARIS}',
            "2023-03-26 02:30",
            "happened twice or never on a clock in Europe/Paris",
        ),
    ],
)
def test_what_is_no_time_is_refused(dates, cell, reason):
    [fault] = faults({"at": [cell]}, f'order.created_at = "at"\n[dates]\n{dates}')
    assert fault[:2] == ("invalid_time", "$.created_at")
    assert reason in fault[2]


ZONED = """
created_at = { join = ["date", "time"], time_zone = { column = "zone" } }
[dates]
format = "%Y-%m-%d %H:%M"
"""


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("Eastern Time (US & Canada)", "2026-07-01T13:30:00Z"),
        ("Europe/Berlin", "2026-07-01T07:30:00Z"),
        ("Tokyo Standard Time", "2026-07-01T00:30:00Z"),
        (" PDT ", "2026-07-01T16:30:00Z"),
    ],
)
def test_date_time_and_zone_may_be_three_columns(zone, at):
    columns = {"date": ["2026-07-01"] * 2, "time": ["09:30"] * 2, "zone": [zone, "UTC"]}
    assert [order["created_at"] for order in orders(columns, f"[order]{ZONED}")] == [at, "2026-07-01T09:30:00Z"]


@pytest.mark.parametrize(("zone", "reason"), [("Mars", "'Mars' is no time zone"), ("", "comes without a time zone")])
def test_a_zone_that_is_none_is_refused(zone, reason):
    [fault] = faults({"date": ["2026-07-01"], "time": ["09:30"], "zone": [zone]}, f"[order]{ZONED}")
    assert fault[2].endswith(reason)


def test_a_missing_zone_may_have_a_default():
    mapping = f"[order]{ZONED}".replace('"zone" }', '"zone", otherwise = "Asia/Tokyo" }')
    [order] = orders({"date": ["2026-07-01"], "time": ["09:30"], "zone": [""]}, mapping)
    assert order["created_at"] == "2026-07-01T00:30:00Z"


def test_a_value_has_a_clock_and_a_format_of_its_own():
    value = f'{{ column = "at", type = "time", format = "%d.%m.%Y", {PARIS} }}'
    assert metadata({"at": ["1.7.2026"]}, value) == ["2026-06-30T22:00:00Z"]


def test_a_date_has_no_clock():
    [order] = orders(
        {"born": ["31.12.1999"]},
        """
        [customer]
        source_id = "no"
        birthdate = { column = "born", format = "%d.%m.%Y" }
    """,
    )
    assert order["customer"]["birthdate"] == "1999-12-31"


def test_a_typed_time_needs_no_pattern():
    at = datetime(2026, 7, 1, 9, 30)
    assert time(at, f'format = "%d.%m.%Y"\n{PARIS}') == "2026-07-01T07:30:00Z"
    columns = pl.Series([at.replace(tzinfo=UTC)])
    [order] = orders({"at": columns}, f'order.created_at = "at"\n[dates]\nformat = "%d.%m.%Y"\n{PARIS}')
    assert order["created_at"] == "2026-07-01T09:30:00Z"


@pytest.mark.parametrize(
    ("dates", "why"),
    [
        ('format = "%d"', "does not say a whole date"),
        ("format = []", "name a format"),
        ('format = "unix"\nlanguage = "xx-Nowhere"', "is no language such as es"),
        ('format = "unix"\ntime_zone = "Mars"', "is not a time zone such as Europe/London"),
        ('format = "unix"\ntime_zone = { otherwise = "UTC" }', "name a time zone, or the column that says it"),
    ],
)
def test_dates_that_cannot_be_read_are_refused_with_the_mapping(dates, why):
    with pytest.raises(UsageError, match=why):
        Mapping.from_toml(f'[order]\ncreated_at = "at"\n[dates]\n{dates}', "m.toml")
