"""Bodies of bulk updates: those that wait when a customer is erased, and those that come afterwards."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from schemas.action_type import ActionType
from schemas.reports.report import ImportReport
from tasks.bulk.request import BulkRequest
from tasks.bulk.update import bulk_update
from tasks.erasure.about import About
from tasks.erasure.erase import Place, erase_customer
from tasks.erasure.inbox_bodies import erase_from_inbox
from tasks.erasure.traces import Traces
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.project import ProjectWarehouse
from tests.support.projects.planted import OTHER, PERSON
from tests.support.projects.stages import KEY, import_orders, rows

ABOUT = About(Traces(frozenset({"jane-1", "7"}), frozenset()), frozenset({"o-1"}), frozenset())
KEPT = {"source_id": "bob-1", "email": "bob@example.com"}


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ([{"source_id": "jane-1", "name": "Jane"}, KEPT], [{}, KEPT]),
        ([{"source_id": "jane-1", "metadata": {"a": 1}}], [{}]),
        ([{"source_id": "o-1", "amount": 5, "email": "x"}], [{"source_id": "o-1", "amount": 5}]),
        ([{"source_id": "7", "amount": 5, "customer": {"source_id": "7"}}], [{"source_id": "7", "amount": 5}]),
        ([{"source_id": "o-2", "amount": 7}, KEPT], [{"source_id": "o-2", "amount": 7}, KEPT]),
        ({"source_ids": ["bob-1", "jane-1"], "metadata": {"a": 1}}, {"source_ids": ["bob-1"], "metadata": {"a": 1}}),
        ({"source_ids": ["jane-1"], "metadata": {"a": "for jane-1"}}, "(erased)"),
        ({"anything": "jane-1"}, "(erased)"),
        ({"anything": "else"}, {"anything": "else"}),
    ],
)
def test_a_body_that_waits_loses_the_person_and_nobody_else(tmp_path, body, left):
    (tmp_path / "v-1.json").write_text(json.dumps(body))
    erase_from_inbox(tmp_path, ABOUT)
    assert json.loads((tmp_path / "v-1.json").read_text()) == left


@pytest.mark.parametrize(
    ("table", "left"),
    [
        ("Source_id,Name\n7,Jane\n", "Source_id,Name\n"),
        ('Source_id;Email\r\n"jane-1";\r\nbob-1;b@example.com\r\n', "Source_id;Email\r\nbob-1;b@example.com\r\n"),
        ('Name,Id\n"two\nlines",7\nBob,70\n', "Name,Id\nBob,70\n"),
        ("Source_id,Price\n77,7.5\n", "Source_id,Price\n77,7.5\n"),
        ('Source_id\n"jane-1', "Source_id\n"),
        ("Id,Note\n1,caf\udce9\n", "Id,Note\n1,caf\udce9\n"),
        ("", ""),
    ],
)
def test_a_table_that_waits_loses_the_records_of_the_person(tmp_path, table, left):
    path = tmp_path / "v-1.csv"
    path.write_bytes(table.encode(errors="surrogateescape"))
    erase_from_inbox(tmp_path, ABOUT)
    assert path.read_bytes() == left.encode(errors="surrogateescape")


def update(home: Path, kind: ActionType, body: object) -> ImportReport:
    path = home / "body.json"
    path.write_text(body if isinstance(body, str) else json.dumps(body))
    return bulk_update(BulkRequest("imp_" + "2" * 32, KEY, kind, str(path)), ProjectWarehouse(KEY, home, 1.0))


@pytest.fixture
def home(tmp_path):
    with open_warehouse(tmp_path, KEY) as con:
        import_orders(con, {"source_id": "o", "amount": 1, "customer": PERSON})
        erase_customer(con, Place(tmp_path, KEY, 1.0), "PLANTED-source-id", datetime(2024, 6, 15))
    return tmp_path


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (ActionType.CUSTOMERS_BULK_UPDATE, [PERSON, OTHER]),
        (ActionType.CUSTOMERS_BULK_UPDATE, [{"source_id": "new", "email": PERSON["email"]}, OTHER]),
        (
            ActionType.CUSTOMERS_METADATA_UPDATE,
            {"source_ids": [PERSON["source_id"], OTHER["source_id"]], "metadata": {"a": 1}},
        ),
        (ActionType.CUSTOMERS_IMPORT_CSV, f"Name,Source_id\n,{PERSON['source_id']}\n,{OTHER['source_id']}\n"),
    ],
)
def test_a_bulk_update_brings_nobody_back(home, kind, body):
    report = update(home, kind, body)
    assert [(each.row, each.path, each.reason) for each in report.failed] == [
        (0, "$", "named a customer who was erased")
    ]
    with open_warehouse(home, KEY) as con:
        assert [customer["source_id"] for customer in rows(con, "customers")] == ["KEPT-other"]
        assert [(reject["code"], reject["raw"]) for reject in rows(con, "rejects")] == [("customer_erased", "")]
