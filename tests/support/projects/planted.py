"""A project in which a person's data is everywhere it can get, each value unlike any other; and where values are."""

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from schemas.clock import naive_utc_now
from schemas.effects.delivery import DeliveryOptions
from schemas.ids import ProjectKey
from schemas.orders.frames import Kind
from schemas.reports.report import ImportReport, ImportStatus
from schemas.segments.segment_type import SegmentType
from tasks.deliveries.deliver import deliver
from tasks.imports.core import import_orders
from tasks.imports.reading import reader
from tasks.imports.request import ImportRequest
from tasks.intake.idempotency import accept_once
from tasks.intake.inbox import inbox_of
from tasks.intake.queue import queue_progress
from tasks.intake.queue.queued_import import Asked
from tasks.intake.queue.quota import Quota
from tasks.intake.receive import Received
from tasks.rules.create import create_distribution, create_earning_rule
from tasks.segments.segments import create_segment
from tasks.updates.by_name import create_order, update_entity
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.project import ProjectWarehouse
from tests.support.projects.stages import KEY

NOW = datetime(2024, 6, 15, 12)
PERSON = {
    "source_id": "PLANTED-source-id",
    "name": "PLANTED Name",
    "description": "PLANTED-description",
    "email": "PLANTED-mail@example.com",
    "phone": "+49 555 0123 99",
    "birthdate": "1961-02-03",
    "address": {"line_1": "PLANTED-street", "line_2": "PLANTED-floor", "city": "PLANTED-city"},
    "metadata": {"vat": "PLANTED-customer-metadata", "deep": {"list": ["PLANTED-deep"]}},
}
PLANTED = ("PLANTED", "+49 555 0123 99")
OTHER = {"source_id": "KEPT-other", "name": "KEPT Other", "email": "other@example.com"}
GOOD = {
    "source_id": "order-1",
    "amount": 500,
    "status": "PAID",
    "created_at": "2020-01-01T00:00:00Z",
    "customer": PERSON,
    "metadata": {"note": "PLANTED-order-note", "currency": "EUR"},
    "items": [
        {
            "source_id": "mug",
            "related_object": "product",
            "amount": 500,
            "product": {"name": "Mug", "metadata": {"engraving": "PLANTED-engraving"}},
            "metadata": {"for": "PLANTED-item-metadata"},
        }
    ],
}
ORDERS = [
    GOOD,
    {
        **GOOD,
        "source_id": "order-2",
        "amount": 7,
        "customer": OTHER,
        "referrer": PERSON,
        "metadata": {"KEPT": 1.50},
        "items": [],
    },
    {**GOOD, "source_id": "order-3", "amount": -1},
    {**GOOD, "source_id": "order-3b", "customer": {**PERSON, "birthdate": "PLANTED-day"}},
    {**GOOD, "source_id": "order-4", "amount": -1, "customer": OTHER, "metadata": {}, "items": []},
    {**GOOD, "source_id": "order-5", "amount": "x", "customer": {"email": PERSON["email"]}, "items": []},
]


@dataclass(frozen=True)
class Planted:
    """Where the person's data were put, and how the erasure finds them."""

    home: Path
    key: ProjectKey = KEY

    @property
    def waiting_body(self) -> Path:
        """A body that is still to be imported."""
        return inbox_of(self.home, self.key) / f"v-{'a' * 32}.json"


def plant(home: Path) -> Planted:
    """Import, update and deliver; leave bodies, reports and spools behind."""
    planted = Planted(home)
    with open_warehouse(home, KEY) as con:
        create_segment(
            con, "all", SegmentType.AUTO_UPDATE, {"junction": "and", "name": {"conditions": {"$has_value": True}}}, NOW
        )
        segment = {"trigger": "customer.segment.entered", "segment": "all"}
        create_distribution(con, NOW, name="file", channel="file", **segment)
        create_distribution(con, NOW, name="web", channel="webhook", url="http://127.0.0.1:1/", **segment)
        raw = {"payload": {"hello": "{{ customer.name }}"}, "is_raw": True}
        create_distribution(con, NOW, name="raw", channel="file", **raw, **segment)
        create_earning_rule(con, NOW, name="points", points=5, **segment)
    report = _import(home)
    _deliver(home)
    now = naive_utc_now()
    with open_warehouse(home, KEY) as con:
        fields = msgspec.json.decode(json.dumps({"name": "PLANTED New Name"}), type=dict[str, msgspec.Raw])
        update_entity(con, Kind.CUSTOMER, KEY, str(PERSON["source_id"]), fields, now)
        news = {**GOOD, "source_id": "order-9", "metadata": {"note": "PLANTED-news"}}
        create_order(con, KEY, msgspec.json.decode(json.dumps(news), type=dict[str, msgspec.Raw]), now)
    _receive(planted, report)
    return planted


def _import(home: Path) -> ImportReport:
    source = home / "orders.json"
    source.write_text(json.dumps(ORDERS))
    warehouse = ProjectWarehouse(KEY, home, 5.0)
    report = import_orders(ImportRequest("imp_" + "1" * 32, KEY, str(source)), warehouse, reader(lambda: 100))
    # whose file it was is not ours to erase
    source.unlink()
    return report


def _deliver(home: Path) -> None:
    asyncio.run(deliver(home, KEY, DeliveryOptions(timeout=1.0, first_wait=0.01, longest_wait=0.01, patience=0.0)))


def _receive(planted: Planted, report: ImportReport) -> None:
    """A body that waits, one whose import is done, and one that is no JSON."""
    inbox = planted.waiting_body.parent
    inbox.mkdir(mode=0o700, exist_ok=True)
    planted.waiting_body.write_text(json.dumps([GOOD, {"source_id": "KEPT-waiting", "amount": 5}]))
    (inbox / f"v-{'b' * 32}.json").write_text('[{"customer": {"email": "PLANTED-mail@example.com"')
    received = Received(planted.waiting_body, "0" * 64, 10)
    quota = Quota(10, 1000)
    accept_once(planted.home, KEY, "PLANTED-source-id", received, request_id="r", quota=quota)
    queue_progress.begin(planted.home, KEY, report.import_id, "run", Asked("orders.json"))
    detail = "PLANTED-mail@example.com is not right"
    queue_progress.end(planted.home, report.import_id, ImportStatus.FAILED, "failed", report, detail)


def found_in(home: Path, *texts: str) -> dict[str, list[str]]:
    """The files below `home` that hold any of these texts, in upper or lower case, and which."""
    files = {path: path.read_bytes().lower() for path in home.rglob("*") if path.is_file()}
    found = {
        str(path.relative_to(home)): [text for text in texts if text.lower().encode() in content]
        for path, content in files.items()
    }
    return {path: each for path, each in found.items() if each}
