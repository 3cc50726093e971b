"""One run of one contender: a fresh process, its wall time and its peak memory. Needs the standard library only."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]


@dataclass
class Measured:
    """`seconds` of work without imports of modules, and of the processor; `peak_mib` of the whole process, milliseconds
    per stage; both seconds when each of its equal parts was done.
    """

    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_mib: float = 0.0
    stages: dict[str, float] = field(default_factory=dict)
    figures: dict[str, int] = field(default_factory=dict)
    laps: list[tuple[float, float]] = field(default_factory=list)
    _start: tuple[float, float] = field(default_factory=lambda: (time.perf_counter(), time.process_time()))

    @property
    def so_far(self) -> tuple[float, float]:
        """Seconds since the start, and of the processor."""
        return time.perf_counter() - self._start[0], time.process_time() - self._start[1]

    def lap(self) -> None:
        """Another part is done."""
        self.laps.append(self.so_far)


@contextmanager
def stopwatch() -> Iterator[Measured]:
    """Time the block; memory is read at its end, before anybody checks the answer."""
    measured = Measured()
    yield measured
    measured.seconds, measured.cpu_seconds = measured.so_far
    measured.peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def told(measured: Measured, figures: dict[str, int]) -> None:
    """Print what a contender measured and found, for `child` to read."""
    print(json.dumps({**vars(measured), "figures": figures}))


def child(module: str, *arguments: object, python: str = sys.executable, **environment: str) -> dict[str, Any]:
    """Run `tests.benchmarks.<module>` in a process and folder of its own; the JSON of its last line, if it has one.

    Raises `RuntimeError` with what it wrote to stderr if it fails.
    """
    command = [python, "-m", f"tests.benchmarks.{module}", *map(str, arguments)]
    with tempfile.TemporaryDirectory(prefix="bench-home-") as home:
        own = {"PREFECT_HOME": home, "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "PYTHONPATH": str(ROOT)}
        ended = subprocess.run(
            command, cwd=home, env={**os.environ, **own, **environment}, capture_output=True, text=True
        )
    if ended.returncode != 0:
        message = f"{module} failed:\n{ended.stderr[-3000:]}"
        raise RuntimeError(message)
    return json.loads((ended.stdout.splitlines() or ["{}"])[-1])


def wrong(expected: dict[str, int], figures: dict[str, int]) -> list[str]:
    """Where `figures` differ from what is right, a missing figure included; empty if nowhere."""
    return [
        f"{name} is {figures.get(name)}, not {right}" for name, right in expected.items() if figures.get(name) != right
    ]
