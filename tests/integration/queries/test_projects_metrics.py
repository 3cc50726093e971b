"""The numbers of projects: what is counted, under which names, and when a database is read for them."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.api.background.project_metrics import ProjectMetrics
from schemas.ids import ProjectKey
from schemas.orders.reject_codes import RejectCode
from tasks.queries.metrics import ProjectNumbers, StageTimes, read_numbers
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.location import database_path
from tasks.warehouse.statements import Connection
from tests.support.laws.corpus import CORPUS
from tests.support.projects.stages import KEY, import_texts

A, B = ProjectKey("acme", "a"), ProjectKey("acme", "b")
NOTHING = ProjectNumbers(imported=0, rejected={}, stages={}, deliveries={})
_ENDED = "INSERT INTO imports (id, source, status, started_at, finished_at, done_count, report) "


@pytest.fixture
def con(tmp_path: Path) -> Iterator[Connection]:
    with open_warehouse(tmp_path, KEY) as con:
        yield con


def _import(con: Connection, done_count: int, report: str) -> None:
    values = [done_count, report]
    con.execute(f"{_ENDED} VALUES ('imp_x', 'o', 'DONE', now(), now(), ?, ?)", values)


def _reject(con: Connection, code: RejectCode) -> None:
    con.execute("INSERT INTO rejects VALUES ('imp_x', 0, NULL, ?, '$', 'is wrong', '')", [code])


def _after(metrics: ProjectMetrics, *keys: ProjectKey) -> list[ProjectNumbers | None]:
    found = asyncio.run(metrics.newest(30))
    return [found.get(key) for key in keys]


def test_an_empty_project_has_done_nothing(con):
    assert read_numbers(con) == NOTHING


def test_imports_add_up(con):
    _import(con, 3, '{"stages": {"load": 1500.0, "extract": 1}}')
    _import(con, 4, '{"stages": {"load": 500}}')
    _import(con, 0, '{"stages": {}}')
    numbers = read_numbers(con)
    assert numbers.imported == 7
    assert numbers.stages == {"extract": StageTimes(1, 0.001), "load": StageTimes(2, 2.0)}


def test_every_reason_of_the_corpus_has_a_code(con):
    import_texts(con, [order.text for order in CORPUS])
    rejected = read_numbers(con).rejected
    assert RejectCode.OTHER not in rejected
    assert sum(rejected.values()) == len([order for order in CORPUS if order.path])


def test_rejects_are_counted_by_code(con):
    for code in (RejectCode.WRONG_TYPE, RejectCode.UNKNOWN_ID, RejectCode.WRONG_TYPE):
        _reject(con, code)
    assert read_numbers(con).rejected == {"unknown_id": 1, "wrong_type": 2}


def test_a_database_is_read_again_only_after_it_has_changed(tmp_path):
    path = database_path(tmp_path, A)
    with open_warehouse(tmp_path, A) as con:
        _import(con, 5, "{}")
    metrics = ProjectMetrics(tmp_path)
    assert [numbers.imported for numbers in _after(metrics, A)] == [5]
    facts = path.stat()
    path.write_bytes(bytes(facts.st_size))  # nobody could read this
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert [numbers.imported for numbers in _after(metrics, A)] == [5]
    path.unlink()
    with open_warehouse(tmp_path, A) as con:
        _import(con, 6, "{}")
    assert [numbers.imported for numbers in _after(metrics, A)] == [6]


def test_what_is_no_database_of_ours_does_not_hide_the_others(tmp_path):
    (tmp_path / "acme").mkdir()
    database_path(tmp_path, A).write_text("this is no database")
    (tmp_path / "acme" / "not a name!.duckdb").write_text("nor is this a project")
    with open_warehouse(tmp_path, B):
        pass
    metrics = ProjectMetrics(tmp_path)
    assert _after(metrics, A, B) == [None, NOTHING]
    database_path(tmp_path, B).unlink()
    assert _after(metrics, A, B) == [None, None]
