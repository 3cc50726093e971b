"""How long a lane stands still after a kill -9: `python -m tests.benchmarks.proofs.bench_recovery`.

Each time is from the kill (whatever died is started again at once) to the moment when the interrupted import runs
again. It counts only if the import and the one behind it then end, in order, and nothing ran twice at the same time.
"""

import os
import signal
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

from schemas.ids import ProjectKey
from tests.support.worlds.lane_world import STOCK, World, new_world

_POLL_SECONDS = 10  # Prefect's default
_LONGEST = 240.0


def main() -> None:
    """Try every kill with each kind of worker."""
    table = Table("worker", "killed", "s until it runs again")
    for kind, start in (("warm", _start_warm), ("stock", _start_stock)):
        with (
            tempfile.TemporaryDirectory(prefix="bench-recovery-") as folder,
            new_world(Path(folder), _POLL_SECONDS) as world,
        ):
            start(world)
            for number, (name, kill) in enumerate(_KILLS.items()):
                seconds = _recovered(world, ProjectKey("bench", f"lane{number}"), partial(kill, world, start))
                table.add_row(kind, name, f"{seconds:.1f}")
                Console(stderr=True).print(kind, name, f"{seconds:.1f}")
    Console().print(table)


def _recovered(world: World, key: ProjectKey, kill: Callable[[UUID], None]) -> float:
    world.deploy(key)
    killed, after = world.submit(key, world.hold(), "ok")
    world.wait_for_begin(key.project, killed)
    killed_at = time.monotonic()
    kill(killed)
    world.let_go()
    while len(_begun(world, key)) < 2 and time.monotonic() - killed_at < _LONGEST:
        time.sleep(0.05)
    seconds = time.monotonic() - killed_at
    states = world.end_of([killed, after])
    if (states, _begun(world, key)) != (["Completed"] * 2, [str(killed), str(killed), str(after)]):
        raise SystemExit(f"{key}: {states}, begun {_begun(world, key)}")
    return seconds


def _begun(world: World, key: ProjectKey) -> list[str]:
    return [run for what, run in world.journaled(key.project) if what == "begin"]


def _start_warm(world: World) -> None:
    world.start_worker("worker")


def _start_stock(world: World) -> None:
    world.start("worker", STOCK)


def _kill_process(world: World, _start: Callable[[World], None], run: UUID) -> None:
    os.kill(world.process_of(run), signal.SIGKILL)


def _kill_worker(world: World, start: Callable[[World], None], run: UUID) -> None:
    pid = world.process_of(run)
    world.kill("worker")
    os.kill(pid, signal.SIGKILL)
    start(world)


def _lose_machine(world: World, start: Callable[[World], None], run: UUID) -> None:
    world.lose_machine("worker", run)
    start(world)


def _kill_all(world: World, start: Callable[[World], None], run: UUID) -> None:
    pid = world.process_of(run)
    world.kill("worker")
    os.kill(pid, signal.SIGKILL)
    world.kill("server")
    world.start_server()
    start(world)


_KILLS = {
    "its process": _kill_process,
    "process and worker": _kill_worker,
    "all, and the server": _kill_all,
    "a whole machine": _lose_machine,
}


if __name__ == "__main__":
    typer.run(main)
