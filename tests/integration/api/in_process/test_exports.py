"""Exports over HTTP, without Prefect: asked for, listed, fetched by their token, deleted."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from schemas.exports.objects import ExportedObject, ExportFormat
from schemas.ids import ProjectKey
from schemas.reports.report import ImportStatus
from tasks.exports.request import export_request
from tasks.exports.write import write_export
from tasks.intake.exports import export_file
from tasks.intake.queue.queue_progress import at_work, end
from tasks.warehouse.connection import open_warehouse
from tests.support.projects.stages import NOW, import_orders
from tests.support.worlds.asgi_api import asgi_caller

KEY = ProjectKey("acme", "exports")


@pytest.fixture
async def caller(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with asgi_caller(tmp_path, KEY) as caller:
        yield caller


async def finish(home: Path, export_id: str, format: ExportFormat = ExportFormat.CSV) -> None:
    """Do what the flow does in the project's lane."""
    import_id = export_id.replace("exp_", "imp_")
    at_work(home, import_id)
    with open_warehouse(home, KEY) as con:
        import_orders(con, {"source_id": "o1", "amount": 5})
        request = export_request(ExportedObject.ORDER, format, ["source_id", "amount"])
        write_export(con, request, export_file(home, KEY, export_id, format), NOW)
    end(home, import_id, ImportStatus.DONE, "1 order(s) exported.", None)


async def test_an_export_is_scheduled_done_fetched_and_deleted(caller, tmp_path):
    parameters = {"fields": ["source_id", "amount"], "order": "-created_at"}
    made = (await caller.post("/v1/orders/export", json={"parameters": parameters})).json()
    facts = ("object", "status", "channel", "exported_object", "parameters", "result", "user_id")
    assert [made[name] for name in facts] == ["export", "SCHEDULED", "API", "order", parameters, None, None]
    await finish(tmp_path, made["id"])
    done = (await caller.get(f"/v1/exports/{made['id']}")).json()
    assert {**done, "result": None} == {**made, "status": "DONE"}
    keyless = httpx.AsyncClient(transport=caller._transport, base_url="http://api")
    fetched = await keyless.get(done["result"]["url"])
    assert (fetched.status_code, fetched.text) == (200, "source_id,amount\no1,5\n")
    assert fetched.headers["content-type"] == "text/csv; charset=utf-8"
    assert (await caller.delete(f"/v1/exports/{made['id']}")).status_code == 204
    assert (await keyless.get(done["result"]["url"])).status_code == 401
    assert not export_file(tmp_path, KEY, made["id"]).exists()


@pytest.mark.parametrize(
    ("format", "media_type", "begins"),
    [("ndjson", "application/x-ndjson", b'{"source_id":"o1"'), ("parquet", "application/vnd.apache.parquet", b"PAR1")],
)
async def test_an_export_may_have_another_format(caller, tmp_path, format, media_type, begins):
    made = (await caller.post("/v1/orders/export", json={"parameters": {"format": format}})).json()
    await finish(tmp_path, made["id"], ExportFormat(format))
    done = (await caller.get(f"/v1/exports/{made['id']}")).json()
    fetched = await caller.get(done["result"]["url"])
    assert (done["parameters"], fetched.headers["content-type"]) == ({"format": format}, media_type)
    assert fetched.content.startswith(begins)
    assert (await caller.delete(f"/v1/exports/{made['id']}")).status_code == 204
    assert not export_file(tmp_path, KEY, made["id"], ExportFormat(format)).exists()


async def test_exports_are_listed_in_pages(caller):
    made = [(await caller.post("/v1/exports", json={"exported_object": what})).json()["id"] for what in ExportedObject]
    first = (await caller.get("/v1/exports", params={"limit": 3})).json()
    assert ([each["id"] for each in first["exports"]], first["total"]) == (made[:0:-1], 4)
    by_status = (await caller.get("/v1/exports", params={"order": "status", "limit": 1, "page": 2})).json()
    assert (by_status["object"], by_status["data_ref"], len(by_status["exports"])) == ("list", "exports", 1)


@pytest.mark.parametrize(
    ("body", "key", "details"),
    [
        ({"exported_object": "voucher"}, "invalid_payload", "Property .exported_object: Input should be 'order', 'cus"),
        ({}, "invalid_payload", "Property .exported_object: Field required"),
        (
            {"exported_object": "order", "parameters": {"format": "xls"}},
            "invalid_payload",
            "Property .parameters.format: Input should be 'csv', 'ndjson' or 'parquet'",
        ),
        (
            {"exported_object": "order", "parameters": {"fields": ["colour"]}},
            "invalid_export_fields",
            "'colour' is no field of an exported order. Allowed fields: id, source_id, ",
        ),
        (
            {"exported_object": "order", "parameters": {"order": "-amount"}},
            "invalid_payload",
            "order: '-amount' is no order of an exported order.",
        ),
        (
            {"exported_object": "order", "parameters": {"filters": {"status": {"conditions": {"$odd": 1}}}}},
            "invalid_payload",
            "Segment filter: status.conditions.$odd is no operator for a text.",
        ),
    ],
)
async def test_an_export_of_what_is_not_there_is_refused(caller, body, key, details):
    error = (await caller.post("/v1/exports", json=body)).json()
    assert (error["code"], error["key"]) == (400, key)
    assert error["details"].startswith(details)


async def test_exports_are_their_projects_own(caller, tmp_path):
    made = (await caller.post("/v1/orders/export")).json()
    async with asgi_caller(tmp_path, ProjectKey("acme", "other")) as other:
        for ask in (other.get, other.delete):
            answer = await ask(f"/v1/exports/{made['id']}")
            assert (answer.status_code, answer.json()["details"]) == (404, f"Cannot find export with id {made['id']}.")
        assert (await other.get("/v1/exports")).json()["total"] == 0
        wrong = await other.get(f"/v1/exports/{made['id']}", params={"token": "wrong"})
        assert (wrong.status_code, wrong.json()["key"]) == (401, "unauthorized")
