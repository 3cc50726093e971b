"""Messages get out by each way; what goes wrong is one line, and never an error of the import."""

from datetime import UTC, datetime

import pytest
from standardwebhooks.webhooks import Webhook

from flows.notifications.ended import notify_of
from flows.settings import Settings
from schemas.ids import ProjectKey
from schemas.notification import Ended, Notification
from schemas.reports.report import ImportReport, ImportStatus
from tasks.intake.notifications import find_notification, remove_notification, store_notification
from tasks.intake.queue.import_queue import accept
from tasks.intake.queue.queued_import import Asked
from tasks.intake.queue.quota import Quota
from tasks.notifications import webhook
from tasks.notifications.notify import Ways, notify
from tasks.rules.signing import signing_secret
from tasks.warehouse.connection import open_warehouse
from tests.support.worlds.outside.mail_server import mailbox
from tests.support.worlds.outside.receiver import receiving

KEY = ProjectKey("acme", "shop")
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
REPORT = ImportReport(
    import_id="imp_" + "1" * 32,
    tenant="acme",
    project="shop",
    source="o.csv",
    status=ImportStatus.DONE,
    created_at=NOON,
    updated_at=NOON,
    row_count=3,
    done_count=3,
)
ENDED = Ended.of(REPORT, None)
LOGIN_IN_THE_CLEAR = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
MAIL = Notification(email="shop@acme.example")


def secret_of(home) -> str:
    with open_warehouse(home, KEY) as con:
        return signing_secret(con, datetime(2026, 1, 1))


# --- by webhook


def test_a_webhook_is_signed_as_those_of_rules(tmp_path):
    with receiving(secret_of(tmp_path)) as receiver:
        problem = notify(Ways(tmp_path, None, None), Notification(url=receiver.url), ENDED)
        [message_id] = receiver.bodies
        [body] = receiver.bodies[message_id]
        assert (problem, receiver.forged) == (None, 0)
        headers = {name.lower(): value for name, value in receiver.headers.items()}
        assert Webhook(receiver.secret).verify(body, headers)["data"]["done_count"] == 3
    assert receiver.content(message_id)["type"] == "import.ended"
    assert receiver.content(message_id)["data"]["report_command"].startswith("orders report imp_1")


def test_a_webhook_is_tried_again_with_the_same_body_and_key(tmp_path):
    with receiving(secret_of(tmp_path), lambda _, attempt: (503 if attempt < 3 else 200, {})) as receiver:
        assert notify(Ways(tmp_path, None, None), Notification(url=receiver.url), ENDED) is None
    assert list(receiver.attempts.values()) == [3]
    assert [len(bodies) for bodies in receiver.bodies.values()] == [1]


@pytest.mark.parametrize(
    ("answer", "attempts", "why"),
    [
        ((503, {}), 3, "HTTP 503"),
        ((404, {}), 1, "HTTP 404"),
        ((None, {}), 3, "RemoteProtocolError"),
        ((503, {"Retry-After": "3600"}), 1, "HTTP 503"),
    ],
)
def test_a_webhook_that_nobody_takes_is_given_up(tmp_path, answer, attempts, why):
    with receiving(secret_of(tmp_path), lambda *_: answer) as receiver:
        problem = notify(Ways(tmp_path, None, None), Notification(url=receiver.url), ENDED)
    assert problem is not None and problem.startswith(f"{receiver.url}: {why}") and "\n" not in problem
    assert list(receiver.attempts.values()) == [attempts]


def test_a_database_that_somebody_keeps_is_a_line(tmp_path, monkeypatch):
    monkeypatch.setattr(webhook, "_DATABASE_SECONDS", 0.0)
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "shop.duckdb").write_bytes(b"no database")
    problem = notify(Ways(tmp_path, None, None), Notification(url="http://127.0.0.1:1/"), ENDED)
    assert problem is not None and problem.count("\n") == 0


# --- by e-mail


@LOGIN_IN_THE_CLEAR
@pytest.mark.parametrize("password", [None, "s3cret"])
def test_a_mail_says_what_happened(tmp_path, password):
    with mailbox(password) as box:
        server = box.as_server(**({"user": "me", "password": password} if password else {}))
        assert notify(Ways(tmp_path, server, None), MAIL, ENDED) is None
    [mail] = box.mails
    assert (mail["Subject"], mail["From"]) == ("acme/shop: 3 orders imported", "orders@acme.example")
    assert box.recipients == ["shop@acme.example"]
    assert mail.get_content().replace("\r\n", "\n").strip() == ENDED.text


@LOGIN_IN_THE_CLEAR
@pytest.mark.parametrize(
    ("given", "changes", "why"),
    [
        ({"password": "s3cret"}, {"user": "me", "password": "wrong"}, "SMTPAuthenticationError"),
        ({"refusal": "554 no"}, {}, "SMTPDataError"),
    ],
)
def test_a_mail_that_is_refused_is_a_line_without_the_password(tmp_path, given, changes, why):
    with mailbox(**given) as box:
        problem = notify(Ways(tmp_path, box.as_server(**changes), None), MAIL, ENDED)
    assert problem is not None and problem.startswith(f"shop@acme.example: {why}")
    assert "wrong" not in problem and "\n" not in problem


def test_a_mail_server_that_is_not_there_or_not_named_is_a_line(tmp_path):
    with mailbox() as box:
        gone = box.as_server()
    assert "ConnectionRefusedError" in str(notify(Ways(tmp_path, gone, None), MAIL, ENDED))
    assert "ORDERS_SMTP_HOST" in str(notify(Ways(tmp_path, None, None), MAIL, ENDED))


def test_a_password_is_never_shown():
    settings = Settings(smtp_host="mail", smtp_from="a@b", smtp_user="me", smtp_password="s3cret")
    assert settings.mail_server is not None and settings.mail_server.password == "s3cret"
    assert "s3cret" not in repr(settings) + repr(settings.mail_server)


# --- by a block


def test_a_block_gets_it_and_its_failure_is_a_line(tmp_path):
    chosen, sent = Notification(block="slack-webhook/orders"), []

    def fail(name: str, ended: Ended) -> None:
        message = "no such block\nat all"
        raise ValueError(message)

    assert notify(Ways(tmp_path, None, lambda *given: sent.append(given)), chosen, ENDED) is None
    assert sent == [("slack-webhook/orders", ENDED)]
    assert notify(Ways(tmp_path, None, fail), chosen, ENDED) == "slack-webhook/orders: ValueError: no such block"
    assert "no Prefect server" in str(notify(Ways(tmp_path, None, None), chosen, ENDED))


# --- only for who asked


@pytest.mark.parametrize(
    ("includes_api", "request_id", "count"),
    [(False, None, 1), (False, f"v-{'1' * 32}", 0), (True, f"v-{'1' * 32}", 1), (True, None, 1)],
)
def test_imports_over_http_are_told_of_only_if_asked(tmp_path, includes_api, request_id, count):
    import_id = accept(tmp_path, KEY, Asked("o.csv"), size=0, request_id=request_id, quota=Quota(10, 10))
    report = REPORT.model_copy(update={"import_id": import_id})
    with receiving(secret_of(tmp_path)) as receiver:
        store_notification(tmp_path, KEY, Notification(url=receiver.url, includes_api=includes_api))
        assert notify_of(report, Settings(home=tmp_path), None) is None
    assert len(receiver.bodies) == count


def test_nobody_is_told_unless_somebody_asked(tmp_path):
    store_notification(tmp_path, ProjectKey("acme", "other"), MAIL)
    assert notify_of(REPORT, Settings(home=tmp_path), None) is None
    assert find_notification(tmp_path, KEY) is None


def test_one_choice_a_project_which_can_be_taken_back(tmp_path):
    for chosen in (MAIL, Notification(block="slack-webhook/x", includes_api=True)):
        store_notification(tmp_path, KEY, chosen)
        assert find_notification(tmp_path, KEY) == chosen
    assert (remove_notification(tmp_path, KEY), remove_notification(tmp_path, KEY)) == (True, False)


def test_what_goes_wrong_names_the_import(tmp_path):
    store_notification(tmp_path, KEY, MAIL)
    problem = notify_of(REPORT, Settings(home=tmp_path), None)
    assert problem is not None and problem.startswith(
        f"Nobody was notified of the import {REPORT.import_id}: shop@acme"
    )
