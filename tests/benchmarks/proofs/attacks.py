"""The attacks of `bench_fuzz`: bodies that are not what they should be, and clients that do not behave."""

import asyncio
import gzip
import json
import random
import socket
import time
from collections.abc import Callable
from contextlib import suppress

import httpx

from flows.api.http.slow_clients import LOOK_SECONDS
from schemas.ids import ProjectKey
from tests.benchmarks.inputs.generate import orders as generated
from tests.support.laws.described import NEGATIVE, OPERATIONS, POSITIVE, REFUSABLE, hold, stored
from tests.support.worlds.api_world import ApiWorld

BODY = json.dumps(list(generated(200))).encode()
Headers = dict[str, str]
GZIP = {"Content-Encoding": "gzip"}


def require(is_so: bool, message: str) -> None:
    """End the benchmark unless it is so."""
    if not is_so:
        raise SystemExit(message)


class Attacker:
    """A project whose bodies are not what they should be; counts the imports it was promised."""

    def __init__(self, api: ApiWorld) -> None:
        self.key = ProjectKey("bench", "attacker")
        self.caller = api.caller(self.key)
        self.caller.timeout = 300
        self.port = api.port
        self.accepted: list[str] = []

    def send(self, body: bytes, headers: Headers | None = None, expected: tuple[int, ...] = (200, 400)) -> None:
        """One import."""
        self._taken(self.caller.post("/v1/orders/import", content=body, headers=headers or {}), expected)

    def at_once(self, count: int, body: Callable[[], object], headers: Headers, expected: tuple[int, ...]) -> None:
        """The same import so many times side by side."""

        async def send_all() -> list[httpx.Response]:
            limits = httpx.Limits(max_connections=count)
            settings = {"base_url": self.caller.base_url, "headers": self.caller.headers, "timeout": 300}
            async with httpx.AsyncClient(**settings, limits=limits) as client:
                sent = [client.post("/v1/orders/import", content=body(), headers=headers) for _ in range(count)]
                return await asyncio.gather(*sent)

        for answer in asyncio.run(send_all()):
            self._taken(answer, expected)

    def open(self, head: str, body: bytes = b"") -> socket.socket:
        """A connection of its own, on which this much has been sent."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        keys = "".join(f"{name}: {self.caller.headers[name]}\r\n" for name in ("X-App-Id", "X-App-Token"))
        connection.sendall(f"POST /v1/orders/import HTTP/1.1\r\nHost: x\r\n{keys}{head}".encode() + body)
        return connection

    def _taken(self, answer: httpx.Response, expected: tuple[int, ...]) -> None:
        if answer.status_code not in expected:
            message = f"{answer.status_code} instead of {expected}: {answer.text[:300]}"
            raise SystemExit(message)
        if answer.status_code == httpx.codes.OK:
            self.accepted.append(answer.json()["async_action_id"])


def _damaged(attacker: Attacker) -> None:
    chance = random.Random(5)
    for number in range(400):
        body = bytearray(BODY if number % 2 else gzip.compress(BODY, mtime=0))
        for _ in range(number % 7):
            body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
        attacker.send(bytes(body[: chance.randrange(len(body))]), {} if number % 2 else GZIP)
    for text in (
        "{}",
        "null",
        "1",
        '"x"',
        "[1,null,[],{}]",
        "[" * 100_000,
        '["\\ud800"]',
        "[1e999]",
        "\ufeff[]",
        "[NaN]",
    ):
        attacker.send(text.encode())


def _bombs(attacker: Attacker) -> None:
    for filler in (b" " * 1024, b"1," * 512):
        packed = gzip.compress(b"[" + filler * (2 << 20))  # 2 GiB of it
        attacker.at_once(8, lambda packed=packed: packed, GZIP, (413,))
        most = gzip.compress(b"[" + filler * (60 << 10) + b"1]")
        attacker.at_once(8, lambda most=most: most, GZIP, (200, 400))


def _large(attacker: Attacker) -> None:
    async def pieces() -> object:
        for _ in range(100):
            yield bytes(1 << 20)

    attacker.at_once(8, lambda: b"1" * 100_000_000, {}, (413,))
    attacker.at_once(8, pieces, {}, (413,))
    attacker.at_once(8, lambda: b"[" + b"1," * (30 << 20) + b"1]", {}, (400,))


def _liars(attacker: Attacker) -> None:
    with attacker.open("Content-Length: 100000000\r\n\r\n") as early:
        require(early.recv(1 << 16).startswith(b"HTTP/1.1 413 "), "an announced body is refused before it is sent")
    for head, body in (("Content-Length: 9", b"[]"), ("Transfer-Encoding: chunked", b"5\r\n[]"), ("", b"[]" * 99)):
        for _ in range(20):
            attacker.open(f"{head}\r\n\r\n", body).close()


def _slow(attacker: Attacker) -> None:
    """50 that send a body, 50 a head, at a byte a second, and 50 that send nothing; none may stay for long."""
    bodies = [attacker.open("Content-Length: 100000\r\n\r\n[") for _ in range(50)]
    heads = [attacker.open("X-Slow: ") for _ in range(50)]
    nothing = [socket.create_connection(("127.0.0.1", attacker.port)) for _ in range(50)]
    waiting, deadline = {*bodies, *heads, *nothing}, time.monotonic() + 3 * LOOK_SECONDS
    while waiting and time.monotonic() < deadline:
        for connection in tuple(waiting):
            try:
                connection.sendall(b"" if connection in nothing else b" ")
                connection.setblocking(False)
                with suppress(BlockingIOError):
                    if connection.recv(1) == b"":
                        waiting.discard(connection)
                connection.setblocking(True)
            except OSError:
                waiting.discard(connection)
        time.sleep(1)
    require(not waiting, f"{len(waiting)} slow connections are still open")
    for connection in (*bodies, *heads, *nothing):
        connection.close()


def _crowd(attacker: Attacker) -> None:
    attacker.at_once(200, lambda: b'[{"source_id":"o"', {}, (400,))


def described(attacker: Attacker, count: int) -> None:
    known = stored(attacker.caller)
    for label in OPERATIONS:
        for mode in (POSITIVE, *([NEGATIVE] if label in REFUSABLE else [])):
            hold(attacker.caller, label, mode, known, count)


ATTACKS: dict[str, Callable[[Attacker], None]] = {
    "at rest": lambda _attacker: time.sleep(5),
    "400 damaged and truncated bodies": _damaged,
    "32 gzip bombs, 8 at once": _bombs,
    "24 bodies of 60 and 100 MB, 8 at once": _large,
    "lengths that lie": _liars,
    "150 clients at 1 byte/s or less": _slow,
    "200 connections at once, broken bodies": _crowd,
}
