"""How values are written on the page."""

from datetime import UTC, datetime

import pytest

from schemas.orders.reject_codes import RejectCode
from tasks.report.formats import duration, moment, money, month_span, share
from tasks.report.mending import mending


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [
        (123450, "GBP", "£1,234.50"),
        (5, "EUR", "€0.05"),
        (-123450, "GBP", "−£1,234.50"),
        (1234567, "JPY", "¥1,234,567"),
        (1234567, "KWD", "KWD\N{NO-BREAK SPACE}1,234.567"),
        (1000, None, "1,000"),
        (1000, "<b>", "1,000"),
        (2**70, "USD", "$11,805,916,207,174,113,034.24"),
    ],
)
def test_money(amount, currency, written):
    assert money(amount, currency) == written


@pytest.mark.parametrize(
    ("milliseconds", "written"),
    [(0.4, "0 ms"), (999, "999 ms"), (1_234, "1.2 s"), (61_000, "1 min 1 s"), (7_260_000, "2 h 1 min")],
)
def test_durations(milliseconds, written):
    assert duration(milliseconds).replace("\N{NO-BREAK SPACE}", " ") == written


@pytest.mark.parametrize(
    ("part", "whole", "written"),
    [
        (0, 0, "–"),
        (0, 5, "0 %"),
        (5, 5, "100 %"),
        (1, 3, "33.3 %"),
        (1, 100_000, "< 0.1 %"),
        (99_999, 100_000, "99.9 %"),
    ],
)
def test_shares(part, whole, written):
    assert share(part, whole).replace("\N{NO-BREAK SPACE}", " ") == written


def test_times_are_utc():
    assert (
        moment(datetime(2024, 2, 29, 13, 5))
        == moment(datetime(2024, 2, 29, 13, 5, tzinfo=UTC))
        == "2024-02-29 13:05 UTC"
    )


@pytest.mark.parametrize(("last", "written"), [("2024-02", "Feb 2024"), ("2025-01", "Feb 2024 – Jan 2025")])
def test_month_spans(last, written):
    assert month_span("2024-02", last) == written


@pytest.mark.parametrize("code", RejectCode)
def test_each_kind_of_reject_can_be_mended(code):
    assert mending(code.value).title and mending(code.value).advice.endswith(".")
