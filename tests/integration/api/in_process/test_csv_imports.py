"""What the routes of CSV imports take and refuse at once; a file that is taken is on disk, in UTF-8, and queued."""

from pathlib import Path

import pytest

from schemas.ids import ProjectKey, parse_import_id
from tasks.intake.inbox import inbox_of
from tasks.intake.queue.import_queue import find
from tests.support.worlds.asgi_api import asgi_caller

KEY = ProjectKey("acme", "shop")
CUSTOMERS = "/v1/customers/importCSV"
LONG = "x" * 10 * 1024 * 1024


@pytest.mark.parametrize(
    ("path", "text", "type", "product"),
    [
        (CUSTOMERS, "Name,Source_id\nJörg,a\n", "CUSTOMERS.IMPORT_CSV", None),
        ("/v1/products/importCSV", "name\nMug\n", "PRODUCTS.IMPORT_CSV", None),
        ("/v1/skus/importCSV", "product_id,source_id\nmug,b\n", "SKUS.IMPORT_CSV", None),
        ("/v1/products/a%2Fb/skus/importCSV", "source_id\nb\n", "SKUS.IMPORT_CSV", "a/b"),
    ],
)
@pytest.mark.parametrize(("charset", "encoding"), [("", "utf-8"), ("; charset=windows-1252", "cp1252")])
async def test_what_is_taken_waits_in_the_lane(tmp_path, path, text, type, product, charset, encoding):
    file = ("c.csv", text.encode(encoding), f"text/csv{charset}")
    async with asgi_caller(tmp_path, KEY) as caller:
        answer = await caller.post(path, files={"file": file})
    assert answer.status_code == 202
    queued = find(tmp_path, parse_import_id(answer.json()["async_action_id"]), KEY)
    assert (queued.kind, queued.parameters.get("product")) == (type, product)
    assert Path(queued.sources[0]).read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("sent", "code", "details"),
    [
        ({"files": {"file": b"Name;Email\n"}}, 400, "The file has no column of a customer"),
        ({"files": {"file": b"Name\nAnn,x\n"}}, 400, "The file is not a CSV file that can be read: line 2 has 2 cells"),
        ({"files": {"file": b"Name\nJ\xf6rg\n"}}, 400, "The file is not UTF-8: byte 6"),
        (
            {"files": {"file": ("a", b"Name\n\x81\n", "text/csv; charset=cp1252")}},
            400,
            "The file is not cp1252 throughout",
        ),
        ({"files": {"file": ("a", b"Name\n", "text/csv; charset=klingon")}}, 400, "'klingon' is no encoding of text"),
        ({"files": {"other": b"Name\n"}}, 400, "Send the CSV file as multipart/form-data, in a field called file."),
        ({"data": {"file": "Name"}}, 400, "Send the CSV file as multipart/form-data"),
        (
            {"content": b"Name\n", "headers": {"Content-Type": "text/csv"}},
            400,
            "Send the CSV file as multipart/form-data",
        ),
        (
            {"content": b"", "headers": {"Content-Type": "multipart/form-data"}},
            400,
            "The body is not multipart/form-data",
        ),
        ({"content": b"x", "headers": {"Content-Type": "multipart/form-data; boundary=b"}}, 400, "The body is not"),
        ({"files": [("file", b"Name\n"), ("file", b"Name\n")]}, 400, "The body is not multipart/form-data that can be"),
        ({"files": {"file": f"Name\n{LONG}\n".encode()}}, 413, "The body has more than 10,485,760 bytes"),
    ],
    ids=range(12),
)
async def test_what_is_refused_leaves_nothing(tmp_path, sent, code, details):
    async with asgi_caller(tmp_path, KEY) as caller:
        refused = await caller.post(CUSTOMERS, **sent)
    assert refused.status_code == code
    assert refused.json()["details"].startswith(details)
    inbox = inbox_of(tmp_path, KEY)
    assert not inbox.exists() or not any(inbox.iterdir())


async def test_a_file_that_was_cut_off_is_refused(tmp_path):
    whole = b'--b\r\nContent-Disposition: form-data; name="file"; filename="c"\r\n\r\nName\nAnn\n'
    async with asgi_caller(tmp_path, KEY) as caller:
        headers = {"Content-Type": "multipart/form-data; boundary=b"}
        cut = await caller.post(CUSTOMERS, content=whole, headers=headers)
        taken = await caller.post(CUSTOMERS, content=whole + b"\r\n--b--\r\n", headers=headers)
    assert (cut.status_code, taken.status_code) == (400, 202)
