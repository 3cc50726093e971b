"""What other projects notice while one is attacked over HTTP, and what the attack leaves behind.

`python -m tests.benchmarks.proofs.bench_fuzz`. One project reads an order and imports, one request after the other,
at rest and during each attack of another. The table is printed only if each of its answers was right, no import was
made of a body that was refused, no inbox holds half a file, and the API gave its file descriptors back.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Annotated

import httpx
import typer
from rich.console import Console
from rich.table import Table

from schemas.ids import ProjectKey
from tests.benchmarks.proofs.attacks import ATTACKS, BODY, Attacker, described, require
from tests.support.worlds.api_world import ApiWorld, new_api
from tests.support.worlds.repeatedly import repeatedly

BOUND = 1024
"""MiB of memory that the API may take: itself, and 4 bodies of 64 MiB being checked."""


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
        self.seconds = {"read": [], "import": []}
        with repeatedly(self._ask_both):
            yield

    def _ask_both(self) -> None:
        self._ask("read", lambda: self._caller.get("/v1/orders/o"), "source_id")
        self._ask("import", lambda: self._caller.post("/v1/orders/import", content=BODY), "async_action_id")
        time.sleep(0.02)

    def _ask(self, name: str, request: Callable[[], httpx.Response], member: str) -> None:
        start = time.perf_counter()
        answer = request()
        self.seconds[name].append(time.perf_counter() - start)
        if answer.status_code != httpx.codes.OK or member not in answer.json():
            self.wrong.append(f"{name}: {answer.status_code} {answer.text[:200]}")


def main(
    requests: Annotated[int, typer.Option(help="Requests made from the description of each operation.")] = 0,
) -> None:
    """Attack one project in each way and watch another."""
    table = Table("attack", "s", "read p50 ms", "p95", "import p50 ms", "p95", "peak MiB", "descriptors after")
    with tempfile.TemporaryDirectory(prefix="bench-fuzz-") as folder, new_api(Path(folder)) as api:
        attacker, bystander, watched = Attacker(api), Bystander(api), Watched(api)
        attacks = dict(ATTACKS)
        if requests:
            attacks[f"{requests} requests an operation"] = lambda attacker: described(attacker, requests)
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
            require(not bystander.wrong, f"{name}: {bystander.wrong[:3]}")
            require(watched.peak < BOUND, f"{name}: {watched.peak} MiB")
            if not requests:
                _check_inbox(api, attacker)
        require(watched.descriptors < 60, f"{watched.descriptors} descriptors are open")
    Console(width=140).print(table)


def _middle_and_tail(seconds: list[float]) -> tuple[float, float]:
    places = quantiles([*seconds, *seconds], n=20)
    return places[9], places[18]


def _check_inbox(api: ApiWorld, attacker: Attacker) -> None:
    """No half file; one file and one import for each acknowledged body, and no others."""
    files = [file.suffix for file in (api.home / "bench" / "attacker.inbox").glob("*")]
    require(files == [".json"] * len(attacker.accepted), f"{len(files)} files, {len(attacker.accepted)} accepted")
    listed, before = set(), {}
    while True:
        answer = attacker.caller.get("/v1/async-actions", params={"limit": 100, **before}).raise_for_status().json()
        listed |= {each["id"] for each in answer["async_actions"]}
        if not answer["has_more"]:
            break
        before = {"end_date": answer["async_actions"][-1]["created_at"]}
    require(listed == set(attacker.accepted), f"{len(listed)} imports, {len(attacker.accepted)} accepted")


if __name__ == "__main__":
    typer.run(main)
