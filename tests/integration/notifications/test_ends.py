"""Whoever a project names is notified of what ends in a shell, by a run of the flow, and not over HTTP."""

import json

import pytest
from prefect.blocks.notifications import CustomWebhookNotificationBlock

from schemas.ids import ProjectKey
from tests.support.worlds.outside.mail_server import mailbox
from tests.support.worlds.outside.receiver import receiving
from tests.support.worlds.shell import orders

pytestmark = pytest.mark.xdist_group("server")
KEY = ProjectKey("acme", "told")
OF = ("--tenant", KEY.tenant, "--project", KEY.project)
ORDER = '{"source_id":"a","amount":5}\n'


@pytest.fixture
def box(monkeypatch, home):
    with mailbox() as box:
        for name, value in (
            ("HOST", "127.0.0.1"),
            ("PORT", box.port),
            ("SECURITY", "none"),
            ("FROM", "orders@acme.example"),
        ):
            monkeypatch.setenv(f"ORDERS_SMTP_{name}", str(value))
        assert orders("notify", "set", *OF, "--email", "shop@acme.example").returncode == 0
        yield box


@pytest.fixture(params=["without a server", "as a flow run"])
def place(request, monkeypatch):
    if request.param == "as a flow run":
        request.getfixturevalue("prefect_server")
    else:
        monkeypatch.delenv("PREFECT_API_URL", raising=False)


@pytest.mark.parametrize(
    ("text", "code", "subject"),
    [(ORDER, 0, "1 order imported"), pytest.param("{}[", 3, "the import failed", marks=pytest.mark.deep)],
)
def test_an_import_in_a_shell(place, box, tmp_path, text, code, subject):
    source = tmp_path / "orders.json"
    source.write_text(text if code else f"[{text}]")
    done = orders("import", source, *OF)
    assert (done.returncode, [str(mail["Subject"]) for mail in box.mails]) == (code, [f"acme/told: {subject}"])


@pytest.mark.deep
def test_a_backfill_in_a_shell(place, box, tmp_path):
    source = tmp_path / "orders.ndjson"
    source.write_text(ORDER)
    assert orders("backfill", source, *OF).returncode == 0
    assert orders("backfill", tmp_path / "none.ndjson", *OF).returncode != 0
    subjects = [str(mail["Subject"]) for mail in box.mails]
    assert subjects == ["acme/told: 1 order imported", "acme/told: the backfill failed"]


def test_an_import_is_none_the_worse_for_a_mail_server_that_is_gone(box, monkeypatch, tmp_path):
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setenv("ORDERS_SMTP_PORT", "1")
    source = tmp_path / "orders.ndjson"
    source.write_text(ORDER)
    done = orders("import", source, *OF, "--json")
    assert (done.returncode, done.stderr.count("\n")) == (0, 1)
    assert done.stderr.startswith("Nobody was notified of the import imp_")


def test_a_message_can_be_tried_shown_and_taken_back(box):
    assert orders("notify", "test", *OF).stdout == "Sent to shop@acme.example.\n"
    assert len(box.mails) == 1
    assert "shop@acme.example is notified" in orders("notify", "show", *OF).stdout
    assert orders("notify", "remove", *OF).returncode == 0
    for command in ("show", "test", "remove"):
        failed = orders("notify", command, *OF)
        assert (failed.returncode, failed.stderr) == (
            2,
            "error: Nobody is notified of acme/told. `orders notify set` chooses somebody.\n",
        )


def test_a_block_of_prefects_server_sends_it(prefect_server, home):
    with receiving("") as receiver:
        made = CustomWebhookNotificationBlock(name="x", url=receiver.url, json_data={"said": "{{subject}}"})
        made.save("told", overwrite=True)
        assert orders("notify", "set", *OF, "--block", "custom-webhook/told").returncode == 0
        sent = orders("notify", "test", *OF)
        assert (sent.stdout, sent.stderr) == ("Sent to custom-webhook/told.\n", "")
        [[body]] = receiver.bodies.values()
    assert json.loads(body) == {"said": "acme/told: 3 orders imported"}


@pytest.mark.deep
def test_a_block_that_is_not_there_is_a_line(prefect_server, home):
    assert orders("notify", "set", *OF, "--block", "custom-webhook/nobody").returncode == 0
    failed = orders("notify", "test", *OF)
    assert (failed.returncode, failed.stderr.count("\n")) == (3, 1)
    assert failed.stderr.startswith("error: The message was not sent: custom-webhook/nobody: ")
