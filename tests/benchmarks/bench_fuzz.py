"""What other projects notice while one is attacked over HTTP, and what the attack leaves behind.

`python -m tests.benchmarks.bench_fuzz`. One project reads an order and imports, one request after the other, at rest
and during each attack of another. The table is printed only if each of its answers was right, no import was made of a
body that was refused, no inbox holds half a file, and the API gave its file descriptors back.
"""

import asyncio
import gzip
import json
import random
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import quantiles
from typing import Annotated

import httpx
import typer
from rich.console import Console
from rich.table import Table

from flows.api.connections import LOOK_SECONDS
from schemas.ids import ProjectKey
from tests.api_world import ApiWorld, new_api
from tests.benchmarks.generate import orders as generated
from tests.described import NEGATIVE, OPERATIONS, POSITIVE, REFUSABLE, hold, stored

BOUND = 1024
"""MiB of memory that the API may take: itself, and 4 bodies of 64 MiB being checked."""
_BODY = json.dumps(list(generated(200))).encode()
Headers = dict[str, str]
GZIP = {"Content-Encoding": "gzip"}


class Watched:
    """The API's process, as the kernel knows it."""

    def __init__(self, api: ApiWorld) -> None:
        self._proc = Path(f"/proc/{api.world.processes['api'].pid}")

    @property
    def peak(self) -> int:
        """MiB of the most memory it has had since `forget`."""
        lines = (self._proc / "status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024

    def forget(self) -> None:
        """Let the peak begin anew."""
        (self._proc / "clear_refs").write_text("5")

    @property
    def descriptors(self) -> int:
        """How many files and sockets it has open."""
        return len(list((self._proc / "fd").iterdir()))


class Bystander:
    """Another project, which reads and imports all the time; a wrong answer ends the benchmark."""

    def __init__(self, api: ApiWorld) -> None:
        self._caller = api.caller(ProjectKey("bench", "bystander"))
        self._caller.post("/v1/orders", json={"source_id": "o", "amount": 1}).raise_for_status()
        self.seconds: dict[str, list[float]] = {}
        self.wrong: list[str] = []

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Ask until the block ends."""
        self.seconds, is_over = {"read": [], "import": []}, threading.Event()

        def ask() -> None:
            while not is_over.is_set():
                self._ask("read", lambda: self._caller.get("/v1/orders/o"), "source_id")
                self._ask("import", lambda: self._caller.post("/v1/orders/import", content=_BODY), "async_action_id")
                time.sleep(0.02)

        thread = threading.Thread(target=ask)
        thread.start()
        try:
            yield
        finally:
            is_over.set()
            thread.join()

    def _ask(self, name: str, request: Callable[[], httpx.Response], member: str) -> None:
        start = time.perf_counter()
        answer = request()
        self.seconds[name].append(time.perf_counter() - start)
        if answer.status_code != httpx.codes.OK or member not in answer.json():
            self.wrong.append(f"{name}: {answer.status_code} {answer.text[:200]}")


class Attacker:
    """A project whose bodies are not what they should be; counts the imports it was promised."""

    def __init__(self, api: ApiWorld) -> None:
        self.key = ProjectKey("bench", "attacker")
        self.caller = api.caller(self.key)
        self.caller.timeout = 300
        self._port = api.port
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
        connection = socket.create_connection(("127.0.0.1", self._port), timeout=60)
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
        body = bytearray(_BODY if number % 2 else gzip.compress(_BODY, mtime=0))
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
        _require(early.recv(1 << 16).startswith(b"HTTP/1.1 413 "), "an announced body is refused before it is sent")
    for head, body in (("Content-Length: 9", b"[]"), ("Transfer-Encoding: chunked", b"5\r\n[]"), ("", b"[]" * 99)):
        for _ in range(20):
            attacker.open(f"{head}\r\n\r\n", body).close()


def _slow(attacker: Attacker) -> None:
    """50 that send a body, 50 a head, at a byte a second, and 50 that send nothing; none may stay for long."""
    bodies = [attacker.open("Content-Length: 100000\r\n\r\n[") for _ in range(50)]
    heads = [attacker.open("X-Slow: ") for _ in range(50)]
    nothing = [socket.create_connection(("127.0.0.1", attacker._port)) for _ in range(50)]
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
    _require(not waiting, f"{len(waiting)} slow connections are still open")
    for connection in (*bodies, *heads, *nothing):
        connection.close()


def _crowd(attacker: Attacker) -> None:
    attacker.at_once(200, lambda: b'[{"source_id":"o"', {}, (400,))


def _described(attacker: Attacker, count: int) -> None:
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


def main(
    requests: Annotated[int, typer.Option(help="Requests made from the description of each operation.")] = 0,
) -> None:
    """Attack one project in each way and watch another."""
    table = Table("attack", "s", "read p50 ms", "p95", "import p50 ms", "p95", "peak MiB", "descriptors after")
    with tempfile.TemporaryDirectory(prefix="bench-fuzz-") as folder, new_api(Path(folder)) as api:
        attacker, bystander, watched = Attacker(api), Bystander(api), Watched(api)
        attacks = dict(ATTACKS)
        if requests:
            attacks[f"{requests} requests an operation"] = lambda attacker: _described(attacker, requests)
        for name, attack in attacks.items():
            watched.forget()
            start = time.perf_counter()
            with bystander.asking():
                attack(attacker)
            seconds = time.perf_counter() - start
            time.sleep(6)  # idle connections are let go after five seconds
            times = [1000 * value for each in bystander.seconds.values() for value in _middle_and_tail(each)]
            table.add_row(
                name, f"{seconds:.0f}", *(f"{t:.0f}" for t in times), str(watched.peak), str(watched.descriptors)
            )
            _require(not bystander.wrong, f"{name}: {bystander.wrong[:3]}")
            _require(watched.peak < BOUND, f"{name}: {watched.peak} MiB")
            if not requests:
                _check_inbox(api, attacker)
        _require(watched.descriptors < 60, f"{watched.descriptors} descriptors are open")
    Console(width=140).print(table)


def _middle_and_tail(seconds: list[float]) -> tuple[float, float]:
    places = quantiles([*seconds, *seconds], n=20)
    return places[9], places[18]


def _check_inbox(api: ApiWorld, attacker: Attacker) -> None:
    """No half file; one file and one import for each acknowledged body, and no others."""
    files = [file.suffix for file in (api.home / "bench" / "attacker.inbox").glob("*")]
    _require(files == [".json"] * len(attacker.accepted), f"{len(files)} files, {len(attacker.accepted)} accepted")
    listed, before = set(), {}
    while True:
        answer = attacker.caller.get("/v1/async-actions", params={"limit": 100, **before}).raise_for_status().json()
        listed |= {each["id"] for each in answer["async_actions"]}
        if not answer["has_more"]:
            break
        before = {"end_date": answer["async_actions"][-1]["created_at"]}
    _require(listed == set(attacker.accepted), f"{len(listed)} imports, {len(attacker.accepted)} accepted")


def _require(is_so: bool, message: str) -> None:
    if not is_so:
        raise SystemExit(message)


if __name__ == "__main__":
    typer.run(main)
