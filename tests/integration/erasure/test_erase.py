"""The erasure of a customer: nothing that names the person is left in any byte; the orders and all others stay."""

import json
from collections.abc import Iterator

import pytest

from schemas.clock import naive_utc_now
from schemas.errors import NotFoundError, RetryableError, UsageError
from tasks.erasure import erase as module
from tasks.erasure.erase import Place, erase_customer, write_files_anew
from tasks.erasure.record import Erasure
from tasks.updates.deletions import delete_customer
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.statements import Connection
from tests.support.projects import lakes
from tests.support.projects.planted import ORDERS, PLANTED, Planted, found_in
from tests.support.projects.stages import KEY, import_orders, rows

NAMES = ("PLANTED-source-id", "planted-MAIL@example.com")


def place_of(planted: Planted) -> Place:
    return Place(planted.home, planted.key, 5.0)


def erase(planted: Planted, name: str = "PLANTED-source-id") -> Erasure:
    with open_warehouse(planted.home, planted.key) as con:
        done = erase_customer(con, place_of(planted), name, naive_utc_now())
    write_files_anew(place_of(planted))
    return done


@pytest.fixture
def erased(planted) -> Iterator[Connection]:
    erase(planted)
    with open_warehouse(planted.home, KEY) as con:
        yield con


@pytest.mark.parametrize("name", NAMES)
def test_the_person_is_in_every_place_before_and_in_none_afterwards(planted, name):
    kinds = {path.rpartition("/")[2].partition(".")[2] for path in found_in(planted.home, *PLANTED)}
    beside = {"json", "ndjson", "rejects.ndjson", "reasons.ndjson", "sqlite"}
    assert kinds == (beside if lakes.IS_ASKED_FOR else {*beside, "duckdb"})
    erase(planted, name)
    assert found_in(planted.home, *PLANTED) == {}


def test_the_orders_stay_as_nobodys(erased):
    columns = "source_id, amount, customer_id, referrer_id, metadata"
    stored = erased.execute(f"SELECT {columns} FROM orders ORDER BY source_id").fetchall()
    [(other,)] = erased.execute("SELECT id FROM customers").fetchall()
    assert stored == [
        ("order-1", 500, None, None, '{"currency":"EUR"}'),
        ("order-2", 7, other, None, '{"KEPT":1.5}'),
        ("order-9", 500, None, None, None),
    ]
    assert [(item["product"], item["metadata"]) for item in rows(erased, "order_items")] == [
        ({"name": "Mug"}, None)
    ] * 2


def test_nobody_else_loses_anything(planted, erased):
    [raw] = [reject["raw"] for reject in rows(erased, "rejects") if reject["raw"]]
    assert json.loads(raw) == ORDERS[4]
    assert [customer["name"] for customer in rows(erased, "customers")] == ["KEPT Other"]
    assert [segment["member_count"] for segment in rows(erased, "segments")] == [1]
    lines = [json.loads(line) for path in (planted.home / "t").glob("p.outbox/*") for line in path.open()]
    assert [line.get("hello") or line["data"]["customer"]["name"] for line in lines] == ["KEPT Other"] * 2
    [line] = next((planted.home / "t").glob("p.rejects/*.rejects.ndjson")).read_text().splitlines()
    assert json.loads(line) == ORDERS[4]


def test_a_body_that_waits_is_imported_without_the_person(planted, erased):
    first, second = json.loads(planted.waiting_body.read_text())
    assert second == {"source_id": "KEPT-waiting", "amount": 5}
    assert {"customer", "referrer"} & first.keys() == set()
    assert (first["source_id"], first["metadata"]) == ("order-1", {"currency": "EUR"})


def test_what_is_said_of_an_erasure_counts_and_names_nobody(planted):
    done = erase(planted)
    assert done.id.startswith("del_")
    assert {kind: done.erased[kind] for kind in ("customers", "orders", "rejects", "segment_members")} == {
        "customers": 1,
        "orders": 2,
        "rejects": 3,
        "segment_members": 1,
    }


def test_asked_again_it_answers_what_was_done(planted):
    done = erase(planted)
    again = erase(planted, "PLANTED-MAIL@example.com")
    assert (again.id, again.status, again.erased) == (done.id, "DONE", done.erased)


STEPS = [
    "begin_erasure",
    "name_orders",
    "erase_from_inbox",
    "erase_from_outbox",
    "erase_from_rejects",
    "redact_imports",
    "erase_from_spools",
    "add_names",
    "erase_rows",
    "redact",
    "rewrite_rejects",
    "redact_failed",
    "compact_intake",
    "compact",
    "note_done",
]


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("step", STEPS)
def test_what_a_crash_interrupts_is_completed_by_asking_again(planted, monkeypatch, step):
    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(module, step, killed)
        with pytest.raises(Killed):
            erase(planted)
    assert erase(planted).erased["customers"] == 1
    assert found_in(planted.home, *PLANTED) == {}
    with open_warehouse(planted.home, KEY) as con:
        assert con.execute("SELECT status, customer_id FROM erasures").fetchall() == [("DONE", None)]


def test_whom_nobody_has_is_not_found(planted):
    with pytest.raises(NotFoundError, match="Cannot find customer with id, source_id or e-mail 'nobody'"):
        erase(planted, "nobody")


def test_an_email_of_several_customers_names_none_of_them(planted):
    with open_warehouse(planted.home, KEY) as con:
        twin = {"source_id": "twin", "email": "other@example.com"}
        import_orders(con, {"source_id": "t", "amount": 1, "customer": twin}, import_id="imp_2")
    with pytest.raises(UsageError, match=r"2 customers have this e-mail address. Say which one by id: cust_"):
        erase(planted, "other@example.com")


def test_a_message_that_is_on_its_way_is_waited_for(planted):
    with open_warehouse(planted.home, KEY) as con:
        con.execute("UPDATE deliveries SET status = 'pending', leased_until = $1", [naive_utc_now().replace(year=2200)])
    with pytest.raises(RetryableError, match="Messages about this customer are being sent just now"):
        erase(planted)


def test_a_customer_who_was_deleted_before_is_erased_from_the_versions(planted):
    with open_warehouse(planted.home, KEY) as con:
        [(customer_id,)] = con.execute("SELECT id FROM customers WHERE source_id = 'PLANTED-source-id'").fetchall()
        delete_customer(con, customer_id, naive_utc_now())
    erase(planted, customer_id)
    assert found_in(planted.home, *PLANTED) == {}
