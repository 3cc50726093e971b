"""Requests share a project's database, and give way to whoever else needs it."""

import asyncio
import subprocess
import sys
import time
from pathlib import Path

import pytest

from schemas.errors import DatabaseBusyError, RetryableError
from schemas.ids import ProjectKey
from tasks.queries.orders import list_orders
from tasks.queries.rows import Page
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.sharing.openings import Openings, Use
from tasks.warehouse.sharing.pool import DatabasePool
from tests.integration.warehouse.test_wait_queue import HOLD
from tests.support.worlds.outside.holder import held, importing

KEY, OTHER = ProjectKey("acme", "shop"), ProjectKey("acme", "other")
COUNT = "SELECT count(*) FROM imports"
OPEN_OFTEN = """
import sys
from pathlib import Path
from schemas.ids import ProjectKey
from tasks.warehouse.connection import open_warehouse
for _ in range(5):
    with open_warehouse(Path(sys.argv[1]), ProjectKey(*sys.argv[2].split("/")), patience=20):
        pass
"""


@pytest.fixture
async def databases(tmp_path: Path):
    databases = DatabasePool(tmp_path, 20.0)
    yield databases
    await databases.close()


def _process(code: str, home: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", code, str(home), str(KEY), *arguments], stdout=subprocess.PIPE)


def _count(con):
    return con.execute(COUNT).fetchone()[0]


def _begin(con, name):
    before = _count(con)
    time.sleep(0.02)
    con.execute("INSERT INTO imports (id, source, status, started_at) VALUES (?, 'x', 'DONE', now())", [name])
    return before


async def test_requests_at_once_share_one_opening(databases, monkeypatch):
    opened = []
    monkeypatch.setattr(
        "tasks.warehouse.sharing.pool.open_warehouse",
        lambda home, key, **how: opened.append(key) or open_warehouse(home, key, **how),
    )
    assert await asyncio.gather(*(databases.read(KEY, _count) for _ in range(50))) == [0] * 50
    assert opened == [KEY]


async def test_writes_to_a_project_come_one_after_the_other(databases):
    befores = await asyncio.gather(*(databases.write(KEY, _begin, f"imp_{number}") for number in range(5)))
    assert sorted(befores) == [0, 1, 2, 3, 4]


async def test_a_write_is_finished_although_its_request_is_given_up(databases):
    asked = asyncio.create_task(databases.write(KEY, _begin, "imp_1"))
    await asyncio.sleep(0)
    asked.cancel()
    await asyncio.wait([asked])
    assert await databases.write(KEY, _count) == 1


async def test_who_comes_just_before_it_is_closed_keeps_it_open(tmp_path):
    openings, deadline, is_waited_for = Openings(), time.monotonic() + 20, []
    use = Use(
        KEY, lambda patience: open_warehouse(tmp_path, KEY, patience=patience), lambda: bool(is_waited_for), 0.25, 0.01
    )
    async with openings.joined(use, deadline):
        pass
    async with openings.joined(use, deadline) as con:
        is_waited_for.append("somebody")
        await asyncio.sleep(0.05)
        assert _count(con) == 0
    await openings.close()


async def test_another_process_gets_the_database_while_requests_keep_coming(databases, tmp_path):
    await databases.read(KEY, _count)
    with _process(OPEN_OFTEN, tmp_path) as importer:
        while importer.poll() is None:
            await asyncio.gather(*(databases.read(KEY, _count) for _ in range(8)))
    assert importer.returncode == 0


async def test_who_waits_for_one_project_keeps_nobody_from_another(databases, tmp_path):
    holder = _process(HOLD, tmp_path, "60")
    try:
        assert await asyncio.to_thread(holder.stdout.readline) == b"open\n"
        waiting = [asyncio.create_task(databases.read(KEY, _count)) for _ in range(100)]
        assert await databases.read(OTHER, _count) == 0
        assert not any(task.done() for task in waiting)
    finally:
        holder.kill()
        holder.communicate()
    assert await asyncio.gather(*waiting) == [0] * 100


async def test_a_database_that_stays_busy_is_worth_another_try(tmp_path):
    impatient = DatabasePool(tmp_path, 0.5)
    holder = _process(HOLD, tmp_path, "60")
    try:
        assert await asyncio.to_thread(holder.stdout.readline) == b"open\n"
        for _ in range(2):
            with pytest.raises(RetryableError, match=str(holder.pid)):
                await impatient.read(KEY, _count)
    finally:
        holder.kill()
        holder.communicate()
    assert await impatient.read(KEY, _count) == 0
    await impatient.close()


async def test_writes_that_wait_together_give_up_together(tmp_path):
    patience = 2.0
    impatient = DatabasePool(tmp_path, patience)
    with held(tmp_path, KEY):
        began = time.monotonic()
        answers = await asyncio.gather(*(impatient.write(KEY, _count) for _ in range(4)), return_exceptions=True)
        assert time.monotonic() - began < 2 * patience
    assert [type(answer) for answer in answers] == [DatabaseBusyError] * 4
    assert await impatient.write(KEY, _count) == 0
    await impatient.close()


async def test_a_read_is_answered_by_the_import_that_has_the_database(tmp_path):
    with importing(tmp_path, KEY):
        pool = DatabasePool(tmp_path, patience=5)
        began = time.monotonic()
        answers = await asyncio.gather(*(pool.read(KEY, list_orders, Page()) for _ in range(8)))
        assert time.monotonic() - began < 5
        with pytest.raises(DatabaseBusyError):
            await DatabasePool(tmp_path, patience=0.2).write(KEY, _count)
        await pool.close()
    assert answers == [([], 0)] * 8
