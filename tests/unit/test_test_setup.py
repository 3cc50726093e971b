"""What the tests rely on: unit tests start no process, and tests of one group run in one process."""

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


@pytest.mark.xdist_group("honoured")
def test_groups_are_known_to_the_scheduler(request):
    if not getattr(request.config.option, "loadgroup", False):
        pytest.skip("needs `-n 2 --dist loadgroup`")
    assert request.node.nodeid.endswith("@honoured")
