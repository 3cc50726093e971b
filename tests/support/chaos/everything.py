"""Chaos over everything: projects submit over HTTP with retries while any process is killed (kill -9), and Prefect's
server is away for a while.

Judged from the projects' own databases: every acknowledged batch is imported once and whole, in the order in which its
project sent it, with the effects of its customers entering a segment once.
"""

import os
import random
import signal
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import httpx

from schemas.clock import naive_utc_now
from schemas.ids import ProjectKey, parse_import_id
from tasks.rules.create import create_distribution
from tasks.warehouse.connection import open_warehouse
from tests.support.projects.shops import make_segment
from tests.support.worlds.api_world import ApiWorld, Caller, ended

ORDERS = 20
_PAUSE, _AGAIN = 0.5, 0.2
_AHEAD = 4  # batches of one project that may be unfinished: accepting is faster than importing


@dataclass
class Project:
    """One that sends batch after batch, each with a customer of its own; `acknowledged` has the ids, by batch."""

    caller: Caller
    key: ProjectKey
    acknowledged: list[str] = field(default_factory=list)
    trouble: Exception | None = None

    def send_until(self, is_over: threading.Event) -> None:
        """Send until told to stop, each batch again and again until it is acknowledged."""
        try:
            while not is_over.wait(_PAUSE):
                if self._has_ended(len(self.acknowledged) - _AHEAD):
                    self.acknowledged.append(self._send(len(self.acknowledged)))
        except Exception as error:
            self.trouble = error

    def _has_ended(self, number: int) -> bool:
        if number < 0:
            return True
        try:
            answer = self.caller.get(f"/v1/async-actions/{self.acknowledged[number]}", timeout=30)
        except httpx.TransportError:
            return False
        return answer.is_success and answer.json()["status"] in ("DONE", "FAILED")

    def _send(self, number: int) -> str:
        orders = [
            {
                "source_id": f"b{number}-{row}",
                "amount": 100 + number,
                "status": "PAID",
                "customer": {"source_id": f"c{number}"},
            }
            for row in range(ORDERS)
        ]
        while True:
            with suppress(httpx.TransportError):
                headers = {"Idempotency-Key": f"batch-{number}"}
                answer = self.caller.post("/v1/orders/import", json=orders, headers=headers, timeout=30)
                if answer.is_success:
                    action_id: str = answer.json()["async_action_id"]
                    return action_id
                assert answer.status_code in (500, 502, 503), answer.text
            time.sleep(_AGAIN)

    def judge(self, home: Path) -> None:
        """Raise `AssertionError` if a batch is lost, halved, doubled, out of order, or has other effects."""
        assert self.trouble is None, self.trouble
        for action_id in self.acknowledged:
            record = ended(self.caller, action_id)
            assert record["status"] == "DONE", record
        with open_warehouse(home, self.key, create=False, patience=60) as con:
            done = con.execute("SELECT id, started_at, finished_at FROM imports ORDER BY started_at, id").fetchall()
            stored = con.execute("SELECT amount, count(*) FROM orders GROUP BY amount ORDER BY amount").fetchall()
            [(replaced,)] = con.execute("SELECT count(*) FROM order_versions").fetchall()
            effects = con.execute("SELECT rule_kind, count(*) FROM deliveries GROUP BY rule_kind").fetchall()
        assert [row[0] for row in done] == [parse_import_id(action_id) for action_id in self.acknowledged]
        assert all(before[2] <= after[1] for before, after in pairwise(done)), "two at once"
        batches = len(self.acknowledged)
        assert (stored, replaced) == ([(100 + number, ORDERS) for number in range(batches)], 0)
        assert effects == ([("distribution", batches)] if batches else [])


def survive_everything(api: ApiWorld, projects: int, kills: int, outage_seconds: float) -> int:
    """How many batches were acknowledged and are right, after so many kills and an outage of Prefect's server."""
    keys = [ProjectKey("chaos", f"p{number}") for number in range(projects)]
    senders = [new_project(api.home, key, api.caller(key)) for key in keys]
    api.world.start_worker("worker")
    with sending(senders):
        _kill(api, kills)
        api.world.kill("server")
        time.sleep(outage_seconds)
        api.world.start_server()
    for sender in senders:
        sender.judge(api.home)
    return sum(len(sender.acknowledged) for sender in senders)


@contextmanager
def sending(senders: Iterable[Project]) -> Iterator[None]:
    """Let all of them send until the block has ended."""
    is_over = threading.Event()
    threads = [threading.Thread(target=sender.send_until, args=(is_over,)) for sender in senders]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        is_over.set()
        for thread in threads:
            thread.join()


def new_project(home: Path, key: ProjectKey, caller: Caller) -> Project:
    """One with a segment, and a rule about who enters it."""
    now = naive_utc_now()
    with open_warehouse(home, key) as con:
        make_segment(con)
        create_distribution(con, now, name="hello", trigger="customer.segment.entered", channel="file", segment="rich")
    return Project(caller, key)


def _kill(api: ApiWorld, kills: int) -> None:
    dice, world = random.Random(12), api.world
    for _ in range(kills):
        time.sleep(dice.uniform(0.0, 2.0))
        victim = dice.choices(["api", "child", "worker", "server"], [4, 3, 2, 1])[0]
        if victim == "child":
            with suppress(ProcessLookupError, IndexError):
                os.kill(dice.choice(world.children_of("worker")), signal.SIGKILL)
            continue
        world.kill(victim)
        if victim == "api":
            api.start()
        elif victim == "worker":
            world.start_worker("worker")
        else:
            world.start_server()
