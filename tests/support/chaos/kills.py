"""Kills a delivering process again and again, at random moments, and lets the receiver say what came of it."""

import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.support.projects.outboxes import deliveries, project, secret_of
from tests.support.projects.stages import KEY
from tests.support.worlds.outside.receiver import Receiver, moody, receiving

_DELIVERER = """
import asyncio, sys
from pathlib import Path
from schemas.effects.delivery import DeliveryOptions
from schemas.ids import ProjectKey
from tasks.deliveries.deliver import deliver
waits = {"timeout": 0.5, "first_wait": 0.02, "longest_wait": 0.2, "patience": 4, "lease": 1.5}
options = DeliveryOptions(portion=40, most_attempts=50, **waits)
print(asyncio.run(deliver(Path(sys.argv[1]), ProjectKey(*sys.argv[2].split("/")), options)))
"""


@dataclass
class Survived:
    """What the database and the receiver have to say in the end; `kills` really hit a process at work."""

    kills: int
    statuses: set[str]
    keys: set[str]
    receiver: Receiver


def survive_kills(home: Path, count: int, kills: int, seed: int) -> Survived:
    """Deliver `count` messages to a moody receiver while the delivering process is killed `kills` times."""
    dice, hit = random.Random(seed), 0
    with receiving(secret_of(home), moody(seed, hang=0.7)) as receiver:
        project(home, receiver.url, count)
        for number in range(1, kills + 1):
            # each process gets at least a little done, and the kills are spread over the whole work
            goal = dice.uniform(number - 1, number) * count / (kills + 1)
            hit += _killed(_start(home), receiver, goal)
        last = _start(home)
        assert last.wait() == 0
    recorded = deliveries(home, "id, status")
    return Survived(hit, {status for _, status in recorded}, {key for key, _ in recorded}, receiver)


def _start(home: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", _DELIVERER, str(home), str(KEY)], stdout=subprocess.DEVNULL)


def _killed(process: subprocess.Popen[bytes], receiver: Receiver, goal: float) -> bool:
    while process.poll() is None and len(receiver.accepted) < goal:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL
