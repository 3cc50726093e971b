"""Batches are sent over HTTP while the API, and now and then everything, is killed (kill -9) right after an answer.

Judged from the projects' own databases: each acknowledged batch was imported once and whole, each other one once and
whole, or not at all.
"""

import random
import threading
import time
from dataclasses import dataclass, field

import httpx

from schemas.ids import ProjectKey
from tasks.warehouse.connection import open_warehouse
from tests.support.worlds.api_world import ApiWorld, Caller, ended

LANES = [ProjectKey("acme", name) for name in "abc"]
ORDERS = 20
_PAUSE = 0.3


@dataclass
class Sender:
    """Sends one batch after the other for one project; `acknowledged` has the answers, by batch."""

    caller: Caller
    key: ProjectKey
    batches: int = 0
    acknowledged: dict[int, str] = field(default_factory=dict)

    def send_until(self, is_over: threading.Event, answered: threading.Event) -> None:
        """Send until told to stop; what gets no answer is not sent again."""
        while not is_over.wait(_PAUSE):
            try:
                self.send()
            except httpx.TransportError:
                continue
            answered.set()

    def send(self) -> None:
        """Send one batch."""
        number, self.batches = self.batches, self.batches + 1
        orders = [{"source_id": f"b{number}-{row}", "amount": number} for row in range(ORDERS)]
        answer = self.caller.post("/v1/orders/import", json=orders)
        self.acknowledged[number] = answer.raise_for_status().json()["async_action_id"]

    def judge(self, api: ApiWorld) -> int:
        """How many batches were stored without an answer; raises `AssertionError` if one is lost, halved or doubled."""
        for action_id in self.acknowledged.values():
            assert ended(self.caller, action_id)["status"] == "DONE"
        listed = self.caller.get("/v1/async-actions", params={"limit": 100}).raise_for_status().json()
        runs = [ended(self.caller, action["id"]) for action in listed["async_actions"]]
        assert {run["status"] for run in runs} <= {"DONE"}
        assert set(self.acknowledged.values()) <= {run["id"] for run in runs}
        with open_warehouse(api.home, self.key, create=False, patience=60) as con:
            [(imports,)] = con.execute("SELECT count(*) FROM imports WHERE status = 'DONE'").fetchall()
            stored = dict(con.execute("SELECT amount, count(*) FROM orders GROUP BY amount").fetchall())
            [(replaced,)] = con.execute("SELECT count(*) FROM order_versions").fetchall()
        assert set(stored.values()) <= {ORDERS}, stored
        assert self.acknowledged.keys() <= stored.keys()
        # every batch is another one: an import that ran twice would have replaced its own orders
        assert (imports, replaced) == (len(stored), 0)
        assert len(runs) == len(stored)
        return len(stored) - len(self.acknowledged)


def survive(api: ApiWorld, kills: int, everything: int) -> tuple[int, int]:
    """(acknowledged batches, batches stored without an answer), after `kills`.

    Every kill of number `everything` is one of server and worker too. Raises `AssertionError` if anything is wrong.
    """
    is_over, answered = threading.Event(), threading.Event()
    senders = [Sender(api.caller(key), key) for key in LANES]
    for sender in senders:
        sender.send()  # the first one sets the lane up
    threads = [threading.Thread(target=sender.send_until, args=(is_over, answered)) for sender in senders]
    for thread in threads:
        thread.start()
    try:
        _kill(api, kills, everything, answered)
    finally:
        is_over.set()
        for thread in threads:
            thread.join()
    unanswered = sum(sender.judge(api) for sender in senders)
    return sum(len(sender.acknowledged) for sender in senders), unanswered


def _kill(api: ApiWorld, kills: int, everything: int, answered: threading.Event) -> None:
    dice = random.Random(5)
    for kill in range(kills):
        for _ in range(dice.randint(1, 6)):
            answered.clear()
            while not answered.wait(1):
                assert api.world.trouble() is None, api.world.trouble()
        time.sleep(dice.uniform(0, 0.02) if kill % 2 else dice.uniform(0, _PAUSE))
        api.world.kill("api")
        if kill % everything == everything - 1:
            api.world.kill("worker")
            api.world.kill("server")
            api.world.start_server()
            api.world.start_worker("worker")
        api.start()
