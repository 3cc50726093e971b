"""The guard of the unit tests."""

import asyncio
import multiprocessing
import os
import subprocess

import pytest

NOTHING = ["true"]


@pytest.mark.parametrize(
    "start",
    [
        lambda: subprocess.run(NOTHING, check=True),
        lambda: asyncio.run(asyncio.create_subprocess_exec(*NOTHING)),
        lambda: multiprocessing.get_context("spawn").Process().start(),
        lambda: os.fork(),
    ],
)
def test_a_unit_test_that_starts_a_process_fails(start):
    with pytest.raises(AssertionError, match="starts no process"):
        start()
