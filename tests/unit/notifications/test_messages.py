"""What is said of an import that has ended: counts and reasons, no path and no order."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from schemas.notification import Ended, Notification
from schemas.reports.report import ImportReport, ImportStatus, Reject, Warned

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
REPORT = ImportReport(
    import_id="imp_1",
    tenant="acme",
    project="shop",
    source="/data/secret-folder/orders.csv",
    status=ImportStatus.DONE,
    created_at=NOON,
    updated_at=NOON,
    row_count=1204,
    done_count=1203,
    failed=[Reject(row=1, source_id="o-17", path="$.amount", reason="'me@home.example' is not a number")],
    warnings=[Warned(code="x", message="the order names no customer", count=4)],
)


def test_an_import_is_told_of_in_a_line_and_a_page():
    ended = Ended.of(REPORT, None)
    assert ended.subject == "acme/shop: 1,203 orders imported, 1 rejected"
    assert "Source: orders.csv" in ended.text
    assert "Warning: 4 × the order names no customer" in ended.text
    assert ended.text.endswith("orders report imp_1 --tenant acme --project shop --open")


def test_a_link_comes_before_the_command():
    assert Ended.of(REPORT, "https://orders.example/x").text.endswith("as a page: https://orders.example/x")


def test_no_path_and_nothing_of_an_order_is_in_it():
    said = Ended.of(REPORT, None).model_dump_json() + Ended.of(REPORT, None).text
    assert [word for word in ("secret-folder", "o-17", "me@home.example") if word in said] == []


def test_a_failure_says_why():
    failed = REPORT.model_copy(update={"status": ImportStatus.FAILED, "error": "Too many.", "hint": "Divide it."})
    ended = Ended.of(failed, None, kind="backfill")
    assert ended.subject == "acme/shop: the backfill failed"
    assert "Why: Too many. Divide it." in ended.text


def test_what_has_no_id_leads_to_the_project():
    ended = Ended.of(REPORT.model_copy(update={"import_id": ""}), None)
    assert (ended.import_id, ended.report_command) == (None, "orders report --tenant acme --project shop --open")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, "name one of a URL, an e-mail address and a block"),
        ({"url": "http://a", "email": "a@b"}, "name one of a URL"),
        ({"url": "ftp://a"}, "URL scheme should be 'http' or 'https'"),
        ({"email": "a@b, c@d"}, "is not one e-mail address"),
        ({"email": "a@b\nBcc: c"}, "is not one e-mail address"),
        ({"block": "slack"}, "is not a block such as slack-webhook/orders"),
    ],
)
def test_what_is_no_way_to_notify_is_refused(given, why):
    with pytest.raises(ValidationError, match=why):
        Notification.model_validate(given)
