"""A connection that stands still is closed, be it in its head, its body or its answer; one that waits for us is not."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from flows.api.http import slow_clients
from flows.api.http.slow_clients import WatchedConnection

LONG_WAIT = 120
PIECE = {"type": "http.response.body", "body": b"x" * 65_536, "more_body": True}
POST = b"POST / HTTP/1.1\r\nHost: x\r\n"
CHUNKED, LENGTH = b"Transfer-Encoding: chunked\r\n\r\n", b"Content-Length: 9\r\n\r\n"


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Reads the body of a request and answers, of /late late, of /large with more than a socket takes."""
    while (await receive()).get("more_body"):
        pass
    if scope["path"] == "/late":
        await asyncio.sleep(1)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(1000 if scope["path"] == "/large" else 0):
        await send(PIECE)
    await send({"type": "http.response.body"})


@dataclass
class Server:
    port: int
    connections: list[WatchedConnection]

    async def connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port, limit=1)

    async def until_closed(self) -> None:
        """Wait until the server has closed what was opened."""
        async with asyncio.timeout(LONG_WAIT):
            while not self.connections or not all(map(is_closed, self.connections)):
                await asyncio.sleep(0.05)


def is_closed(connection: WatchedConnection) -> bool:
    return connection.transport is not None and connection.transport.is_closing()


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    monkeypatch.setattr(slow_clients, "LOOK_SECONDS", 0.1)
    config = uvicorn.Config(app, http=WatchedConnection, ws="none", lifespan="off", log_config=None, access_log=False)
    config.load()
    connections, state = [], ServerState()

    def connect() -> WatchedConnection:
        connections.append(WatchedConnection(config=config, server_state=state, app_state={}))
        return connections[-1]

    async with await asyncio.get_running_loop().create_server(connect, "127.0.0.1", 0) as listening:
        yield Server(listening.sockets[0].getsockname()[1], connections)


@pytest.mark.parametrize(
    "sent",
    [b"", b"GET / HT", POST, POST + LENGTH + b"12", POST + CHUNKED, b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n"],
    ids=["nothing", "half a line", "half a head", "half a body", "no chunk", "an answer that nobody takes"],
)
async def test_a_connection_that_stands_still_is_closed(server, sent):
    _, writer = await server.connected()
    writer.write(sent)
    await server.until_closed()
    writer.close()


async def test_an_answer_that_is_late_is_waited_for(server):
    reader, writer = await server.connected()
    writer.write(b"GET /late HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    answer = await asyncio.wait_for(reader.read(-1), LONG_WAIT)
    writer.close()
    assert answer.startswith(b"HTTP/1.1 200 OK")
