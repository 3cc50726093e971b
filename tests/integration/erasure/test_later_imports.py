"""Imports and on-going writes that name somebody who was erased."""

import json
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from schemas.errors import ImportAbortedError
from schemas.orders.frames import Kind
from schemas.reports.report import ImportReport
from tasks.backfill.asked_for.request import BackfillRequest
from tasks.backfill.core import backfill
from tasks.erasure.erase import Place, erase_customer
from tasks.imports.core import import_orders
from tasks.imports.reading import reader
from tasks.imports.request import ImportRequest
from tasks.updates.by_name import create_entity
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.project import ProjectWarehouse
from tests.support.projects.planted import GOOD, ORDERS, OTHER, PERSON, PLANTED, found_in
from tests.support.projects.stages import KEY, rows

ERASED_AT = datetime(2024, 6, 15)
OLD = {**GOOD, "customer": {"source_id": "PLANTED-source-id"}}


@pytest.fixture
def home(tmp_path) -> Path:
    """One in which the person was imported and erased."""
    run(tmp_path, ORDERS)
    with open_warehouse(tmp_path, KEY) as con:
        erase_customer(con, Place(tmp_path, KEY, 1.0), "PLANTED-source-id", ERASED_AT)
    return tmp_path


def run(home: Path, orders: list[dict], number: int = 1, *, restores: bool = False) -> ImportReport:
    source = home / "orders.json"
    source.write_text(json.dumps(orders))
    request = ImportRequest(f"imp_{number:032x}", KEY, str(source), restores_erased=restores)
    try:
        return import_orders(request, ProjectWarehouse(KEY, home, 1.0), reader(lambda: 100))
    finally:
        source.unlink()


def warned(report: ImportReport) -> dict[str, tuple[int, list[int]]]:
    return {each.code: (each.count, each.rows) for each in report.warnings if each.code == "customer_erased"}


def table(home: Path, name: str) -> list[dict]:
    with open_warehouse(home, KEY) as con:
        return rows(con, name)


def people(home: Path) -> list[str]:
    return sorted(customer["source_id"] for customer in table(home, "customers"))


def test_the_same_file_again_brings_nobody_back_and_says_so(home):
    report = run(home, ORDERS, 2)
    assert warned(report) == {"customer_erased": (2, [0, 1])}
    assert people(home) == ["KEPT-other"]
    again = [reject["reason"] for reject in table(home, "rejects") if reject["import_id"].endswith("2")]
    named = "named a customer who was erased"
    assert again == [named, named, "-1 is below 0", named]


@pytest.mark.parametrize(
    "customer",
    [
        {"source_id": "PLANTED-source-id"},
        {"email": " Planted-Mail@EXAMPLE.com"},
        {"source_id": "elsewhere", "email": PERSON["email"]},
        {"source_id": "elsewhere", "phone": "+49 (555) 0123-99"},
    ],
)
def test_the_person_is_known_by_each_of_their_names(home, customer):
    report = run(home, [{**GOOD, "source_id": "new", "customer": customer}], 2)
    assert warned(report) == {"customer_erased": (1, [0])}
    [stored] = [order for order in table(home, "orders") if order["source_id"] == "new"]
    assert (stored["amount"], stored["customer_id"], stored["metadata"]) == (500, None, {"currency": "EUR"})
    assert people(home) == ["KEPT-other"]


def test_the_person_is_known_by_an_id_of_ours(home, tmp_path_factory):
    other_home = tmp_path_factory.mktemp("other")
    run(other_home, ORDERS)
    [person] = [each for each in table(other_home, "customers") if each["source_id"] == "PLANTED-source-id"]
    report = run(home, [{"source_id": "new", "amount": 1, "customer_id": person["id"]}], 2)
    assert (report.done_count, warned(report)) == (1, {"customer_erased": (1, [0])})


def test_who_shares_a_phone_but_is_stored_under_another_name_is_somebody_else(home):
    report = run(home, [{"source_id": "new", "amount": 1, "customer": {**OTHER, "phone": PERSON["phone"]}}], 2)
    assert (warned(report), people(home)) == ({}, ["KEPT-other"])
    assert [customer["phone"] for customer in table(home, "customers")] == [PERSON["phone"]]


def test_told_to_it_brings_the_person_back_for_good(home):
    assert warned(run(home, [OLD], 2, restores=True)) == {}
    assert people(home) == ["KEPT-other", "PLANTED-source-id"]
    assert warned(run(home, [OLD], 3)) == {}


def test_a_backfill_can_be_told_to_as_well(home):
    source = home / "history.json"
    source.write_text(json.dumps([OLD]))
    backfill(BackfillRequest(KEY, (str(source),), restores_erased=True), ProjectWarehouse(KEY, home, 1.0))
    assert people(home) == ["KEPT-other", "PLANTED-source-id"]
    assert warned(run(home, [OLD], 3)) == {}


def test_an_ongoing_write_is_somebody_who_is_back_but_the_past_stays_nobodys(home):
    fields = msgspec.json.decode(json.dumps({"source_id": "PLANTED-source-id"}), type=dict[str, msgspec.Raw])
    with open_warehouse(home, KEY) as con:
        person = create_entity(con, Kind.CUSTOMER, KEY, fields, datetime(2025, 1, 1))
    news = {**OLD, "source_id": "news", "created_at": "2025-02-03T00:00:00Z"}
    assert warned(run(home, [OLD, news], 2)) == {"customer_erased": (1, [0])}
    owners = {order["source_id"]: order["customer_id"] for order in table(home, "orders")}
    assert (owners["order-1"], owners["news"]) == (None, person["id"])


def test_no_plain_name_is_kept(home):
    with open_warehouse(home, KEY) as con:
        kept = con.execute("SELECT * EXCLUDE (erasure_id) FROM erased_names").fetchall()
    assert [len(keyed_hash) for keyed_hash, *_ in kept] == [64] * 4
    assert (home / "erasure.key").stat().st_mode & 0o777 == 0o600


def test_without_the_key_no_import_goes_on(home):
    (home / "erasure.key").unlink()
    with pytest.raises(ImportAbortedError, match="The key by which erased customers are recognised is missing"):
        run(home, [OLD], 2)


def test_nothing_of_a_later_import_is_in_any_file_of_rejects(home):
    run(home, [{**OLD, "amount": "x"}], 2)
    assert not any(
        path.startswith("t/p.rejects/imp_0") and path.endswith("2.rejects.ndjson") for path in found_in(home, *PLANTED)
    )
