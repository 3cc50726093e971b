"""The API while Prefect's server is away, busy or coming back: it listens, and answers soon."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.api.app import create_app
from flows.prefect_client import api_client
from flows.settings import Settings
from schemas.ids import ProjectKey
from tasks.intake.api_keys import create_project
from tests.support.worlds.up_world import free_ports

KEY = ProjectKey("acme", "shop")
BUSY, DONE = (f"HTTP/1.1 {status}\r\nContent-Length: 2\r\n\r\n{{}}".encode() for status in ("503 Busy", "200 OK"))


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_client, "ANSWER_SECONDS", 2.0)


@pytest.fixture
def port() -> int:
    return free_ports()[0]


@asynccontextmanager
async def server(port: int, answers: list[bytes], after: float = 0.0) -> AsyncIterator[None]:
    """Listens after a while; each connection gets the next answer, or none, and is closed."""
    left = iter(answers)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        if answer := next(left):
            writer.write(answer)
            writer.close()

    async def begin() -> asyncio.Server:
        await asyncio.sleep(after)
        return await asyncio.start_server(serve, "127.0.0.1", port)

    beginning = asyncio.create_task(begin())
    try:
        yield
    finally:
        (await beginning).close()


async def health(port: int) -> int:
    with temporary_settings({PREFECT_API_URL: f"http://127.0.0.1:{port}/api"}):
        async with api_client.prompt_client() as client:
            return (await client.request("GET", "/health")).status_code


@pytest.mark.parametrize(("answers", "after"), [([DONE], 0.7), ([BUSY, BUSY, DONE], 0), ([b"HTTP", DONE], 0)])
async def test_a_server_that_comes_back_is_waited_for(port, answers, after):
    async with server(port, answers, after):
        assert await health(port) == 200


@pytest.mark.parametrize("answers", [[b""] * 9, [BUSY] * 999])
async def test_a_server_that_gives_no_answer_is_not_waited_for_long(hurried, port, answers):
    async with server(port, answers):
        began = time.monotonic()
        with pytest.raises(api_client.ServerAway, match="no answer within"):
            await health(port)
        assert time.monotonic() - began < 3 * api_client.ANSWER_SECONDS


async def test_imports_are_accepted_told_and_cancelled_while_prefect_is_away(hurried, tmp_path: Path, port: int):
    keys = create_project(tmp_path, KEY)
    headers = {"X-App-Id": keys.app_id, "X-App-Token": keys.app_token}
    with temporary_settings({PREFECT_API_URL: f"http://127.0.0.1:{port}/api"}):
        app = create_app(Settings(home=tmp_path))
        web = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://api", headers=headers)
        async with app.router.lifespan_context(app), web:
            alive, ready = await web.get("/healthz"), await web.get("/readyz")
            sent = [await web.post("/v1/orders/import", json=[]) for _ in range(2)]
            ids = [answer.raise_for_status().json()["async_action_id"] for answer in sent]
            records = [(await web.get(f"/v1/async-actions/{action_id}")).json() for action_id in ids]
            listed = (await web.get("/v1/async-actions")).json()["async_actions"]
            cancelled = (await web.post(f"/v1/async-actions/{ids[0]}/cancel")).json()
            retried = (await web.post(f"/v1/async-actions/{ids[0]}/retry")).json()
    assert (alive.status_code, ready.status_code) == (200, 503)
    assert [(record["status"], record["position"]) for record in records] == [("ENQUEUED", 1), ("ENQUEUED", 2)]
    assert [record["request_id"] for record in records] == [answer.headers["X-Request-Id"] for answer in sent]
    assert [record["id"] for record in listed] == ids[::-1]
    assert (cancelled["status"], cancelled["result"]["message"]) == ("FAILED", "Cancelled before it began.")
    assert "not kept any more" in retried["details"]
