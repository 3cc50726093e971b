"""The `orders` command as a shell sees it: exit codes, stdout as data, one line for each error."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from schemas.ids import ProjectKey
from tests.support.worlds.eventually import LONGEST
from tests.support.worlds.shell import orders

pytestmark = pytest.mark.xdist_group("server")

GOOD = '{"source_id":"a","amount":5,"customer":{"source_id":"c"}}\n'
BAD = '{"source_id":"b","amount":"12"}\n'
BIG_SPENDERS = '{"junction":"and","summary.orders.total_count":{"conditions":{"$is_unknown":true}}}'


def of(key: ProjectKey) -> tuple[str, ...]:
    return ("--tenant", key.tenant, "--project", key.project)


@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        pytest.param(GOOD, 0, "1 order(s) imported successfully, 0 failed.", marks=pytest.mark.deep),
        (GOOD + BAD, 1, "1 order(s) imported successfully, 1 failed."),
        pytest.param(BAD, 1, "0 order(s) imported successfully, 1 failed.", marks=pytest.mark.deep),
    ],
)
def test_an_import_tells_what_happened(prefect_server, home, key, tmp_path, content, code, message):
    source = tmp_path / "orders.ndjson"
    source.write_text(content)
    done = orders("import", source, *of(key), "--json")
    record = json.loads(done.stdout)
    assert (done.returncode, record["result"]["message"], done.stderr) == (code, message, "")
    contract = "id type status operation_status progress processing_time created_at updated_at request_id result object"
    extended = "import_id warnings rejects_file stages orders customers products skus"
    assert set(f"{contract} {extended}".split()) <= set(record)


def test_a_report_can_be_looked_up_and_read_from_stdin(prefect_server, home, key):
    imported = orders("import", "-", *of(key), "--format", "ndjson", "--json", stdin=GOOD + BAD)
    record = json.loads(imported.stdout)
    shown = orders("show", record["import_id"], *of(key), "--json")
    listed = orders("imports", *of(key), "--json")
    assert json.loads(shown.stdout) == record
    assert [one["id"] for one in json.loads(listed.stdout)] == [record["id"]]
    assert Path(record["rejects_file"]).read_text() == BAD


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (["import", "none.ndjson", "-t", "a", "-p", "b"], 3, "error: There is no "),
        (["import", "x.ndjson", "-t", "../a", "-p", "b"], 2, "error: '../a' is not a tenant name."),
        (["import", "x.ndjson", "-t", "a", "-p", "B"], 2, "error: 'B' is not a project name."),
        (["imports", "-t", "a", "-p", "b"], 2, "error: There is no project a/b"),
        (["show", "imp_1", "-t", "a", "-p", "b"], 2, "error: 'imp_1' is not an import id."),
        (["segment", "create", "x", "-t", "a", "-p", "b"], 2, "error: A segment needs either"),
        (["segment", "create", "x", "-t", "a", "-p", "b", "--filter", "{"], 2, "error: --filter is not JSON"),
        (["limit", "set", "5", "-t", "a"], 2, "error: A cap is for one project or for all."),
        (["deploy", "-t", "a", "-p", "b", "--cron", "* * * * *"], 2, "error: A schedule needs something"),
    ],
)
def test_an_error_is_one_line_with_a_hint(prefect_server, home, arguments, code, line):
    failed = orders(*arguments)
    assert (failed.returncode, failed.stdout, failed.stderr.count("\n")) == (code, "", 1)
    assert failed.stderr.startswith(line)


@pytest.mark.parametrize(
    "command", [["deploy"], pytest.param(["import", "-", "--format", "ndjson"], marks=pytest.mark.deep)]
)
def test_an_address_that_is_not_prefects_api_is_called_so(prefect_server, home, key, monkeypatch, command):
    monkeypatch.setenv("PREFECT_API_URL", os.environ["PREFECT_API_URL"].removesuffix("/api"))
    failed = orders(*command, *of(key), stdin=GOOD)
    assert (failed.returncode, failed.stdout, failed.stderr.count("\n")) == (2, "", 1)
    assert failed.stderr.startswith("error: There is no API of a Prefect server at http")


def test_debug_shows_where_an_error_came_from(prefect_server, home):
    failed = orders("import", "none.ndjson", "-t", "a", "-p", "b", "--debug")
    assert "Traceback" in failed.stderr
    assert failed.returncode == 3


@pytest.mark.parametrize("arguments", [["--help"], ["import", "--help"], ["segment", "create", "--help"], ["nonsense"]])
def test_help_is_there_at_once(arguments):
    heavy = "{'prefect', 'polars', 'duckdb', 'pandera'}"
    code = (
        "import sys; from flows.cli.main import main\n"
        "try: main()\n"
        f"except SystemExit: assert not {heavy} & set(sys.modules), {heavy} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True, timeout=LONGEST)


@pytest.mark.deep
def test_segments_are_made_listed_and_deleted(prefect_server, home, key):
    orders("import", "-", *of(key), "--format", "ndjson", stdin=GOOD)
    made = json.loads(orders("segment", "create", "All", *of(key), "--filter", BIG_SPENDERS, "--json").stdout)
    static = orders("segment", "create", "VIP", *of(key), "--customers", '["c"]', "--json")
    members = json.loads(orders("segment", "members", "VIP", *of(key), "--json").stdout)
    listed = json.loads(orders("segment", "list", *of(key), "--json").stdout)
    assert (made["type"], json.loads(static.stdout)["member_count"]) == ("auto-update", 1)
    assert [member["source_id"] for member in members] == ["c"]
    assert {segment["name"] for segment in listed} == {"All", "VIP"}
    assert orders("segment", "delete", "VIP", *of(key)).stdout.startswith("Deleted VIP")
