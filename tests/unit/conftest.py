"""Unit tests start no process: what needs one is an integration test."""

import multiprocessing.process
import os
import subprocess

import pytest

_STARTERS = (
    (subprocess.Popen, "__init__"),
    (multiprocessing.process.BaseProcess, "start"),
    *((os, name) for name in ("fork", "forkpty", "posix_spawn", "posix_spawnp", "system")),
)


def _refuse(*_: object, **__: object) -> None:
    message = "a unit test starts no process; this one belongs in tests/integration"
    raise AssertionError(message)


@pytest.fixture(autouse=True)
def _no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    for owner, name in _STARTERS:
        monkeypatch.setattr(owner, name, _refuse)
