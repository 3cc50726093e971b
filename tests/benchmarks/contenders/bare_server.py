"""The floor of a submit over HTTP: uvicorn writes the body as durably as an accepted one, and does nothing else.

No key, no limit, no count of orders, no row in a queue. `python -m tests.benchmarks.contenders.bare_server FOLDER
PORT`.
"""

import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import uvicorn

from flows.api.http.slow_clients import WatchedConnection
from tests.support.worlds.eventually import answers, eventually
from tests.support.worlds.up_world import free_ports

Message = MutableMapping[str, Any]


class BareServer:
    """Takes any request, and answers when its body is safe in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._names = folder, count()

    async def __call__(
        self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        """One request."""
        await self._write(receive)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    async def _write(self, receive: Callable[[], Awaitable[Message]]) -> None:
        with (self._folder / f"bare-{next(self._names)}").open("wb") as file:
            is_more = True
            while is_more:
                message = await receive()
                file.write(message.get("body", b""))
                is_more = message.get("more_body", False)
            file.flush()
            os.fsync(file.fileno())
        folder = os.open(self._folder, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


@contextmanager
def bare_server(folder: Path) -> Iterator[str]:
    """The URL of one in a process of its own."""
    port, _ = free_ports()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.contenders.bare_server", str(folder), str(port)]
    )
    url = f"http://127.0.0.1:{port}"
    try:
        eventually(lambda: answers(url), hopeless=lambda: process.poll() and "the bare server has ended")
        yield url
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    uvicorn.run(
        BareServer(Path(sys.argv[1])),
        port=int(sys.argv[2]),
        log_level="warning",
        http=WatchedConnection,
        lifespan="off",
        ws="none",
    )
