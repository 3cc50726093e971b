"""`orders export`, as a shell sees it: a file, or stdout with nothing else in it."""

import json

import pytest
from typer.testing import CliRunner, Result

from flows.cli.main import orders_app
from schemas.errors import UsageError
from tasks.warehouse.connection import open_warehouse
from tests.support.projects.stages import KEY, import_orders

ORDERS = ({"source_id": "o1", "status": "PAID", "amount": 5, "customer": {"source_id": "c1"}}, {"amount": 7})


@pytest.fixture
def export(tmp_path, monkeypatch):
    """Runs `orders export …` on a project with two orders."""
    with open_warehouse(tmp_path, KEY) as con:
        import_orders(con, *ORDERS)
    monkeypatch.setenv("ORDERS_HOME", str(tmp_path))

    def run(*arguments: str, project: str = "p") -> Result:
        given = ["export", "--tenant", "t", "--project", project, *arguments]
        return CliRunner().invoke(orders_app(), given, catch_exceptions=False)

    return run


@pytest.mark.parametrize(
    ("arguments", "first"),
    [
        (("--fields", "source_id, status"), "source_id,status"),
        (("--customers", "--fields", "source_id"), "source_id"),
        (("--format", "ndjson", "--customers"), '{"source_id":"c1","address":{}}'),
        (("--filter", '{"amount": {"conditions": {"$is": 7}}}', "--fields", "amount"), "amount"),
    ],
)
def test_stdout_is_data_alone(export, arguments, first):
    done = export(*arguments)
    assert (done.exit_code, done.stdout.splitlines()[0]) == (0, first)
    assert " exported." in done.stderr


def test_a_file_has_all_fields_but_items(export, tmp_path):
    export("--output", str(tmp_path / "o.csv"))
    header, *rows = (tmp_path / "o.csv").read_text().splitlines()
    assert header.startswith("id,source_id,created_at,updated_at,status,amount,")
    assert (header.endswith("customer_source_id,referrer_source_id"), len(rows)) == (True, 2)
    export("--format", "ndjson", "--output", str(tmp_path / "o.ndjson"))
    assert json.loads((tmp_path / "o.ndjson").read_text().splitlines()[0])["customer"]["source_id"] == "c1"


@pytest.mark.parametrize(
    ("arguments", "project", "said"),
    [
        (("--customers", "--skus"), "p", "An export is of one kind"),
        (("--output", "/no/such/folder/o.csv"), "p", "There is no folder /no/such/folder"),
        ((), "none", "There is no project t/none"),
    ],
)
def test_what_cannot_be_is_refused(export, arguments, project, said):
    with pytest.raises(UsageError, match=said):
        export(*arguments, project=project)
