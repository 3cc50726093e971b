"""Copies on disk: what backfills have still to read, what they and exports have left."""

import json

import polars as pl
import pytest

from schemas.orders.frames import ORDER_TEXTS
from tasks.erasure.about import About
from tasks.erasure.spools import delete_copies, erase_from_spools
from tasks.erasure.traces import Traces
from tasks.warehouse.connection import open_warehouse
from tests.support.projects.stages import KEY

ABOUT = About(Traces(frozenset({"jane-1"}), frozenset({"Jane Doe"})), frozenset({"o-1"}), frozenset())
TEXTS = [
    {"source_id": "o-0", "amount": 1},
    {"source_id": "o-1", "amount": 2, "metadata": {"note": "anything", "currency": "EUR"}},
    {"source_id": "o-2", "amount": 3, "customer": {"source_id": "jane-1", "name": "Jane Doe"}},
]
LEFT = [TEXTS[0], {"source_id": "o-1", "amount": 2, "metadata": {"currency": "EUR"}}, {"source_id": "o-2", "amount": 3}]


@pytest.fixture
def con(tmp_path):
    with open_warehouse(tmp_path, KEY) as con:
        for name, is_ended in (("imp_running", False), ("imp_ended", True)):
            con.execute("INSERT INTO backfills VALUES ($1, '{}', 0, '{}', $2)", [name, is_ended])
        yield con


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "p.backfills"
    raw = pl.DataFrame({"row": range(3), "raw": map(json.dumps, TEXTS)}, schema_overrides={"row": pl.UInt32})
    faults = [pl.lit(None, pl.String).alias(name) for name in ORDER_TEXTS.names() if name not in ("row", "raw")]
    for name in ("imp_running", "imp_ended", "imp_forgotten"):
        (folder / name).mkdir(parents=True)
        raw.with_columns(faults).select(ORDER_TEXTS.names()).write_parquet(folder / name / "000000.parquet")
    return folder


def test_what_is_still_to_be_read_keeps_its_rows_without_the_person(con, folder):
    assert erase_from_spools(con, folder, ABOUT) == []
    [spool] = folder.rglob("*.*")
    found = pl.read_parquet(spool)
    assert (found["row"].to_list(), [json.loads(raw) for raw in found["raw"]]) == ([0, 1, 2], LEFT)
    before = spool.stat().st_ino
    erase_from_spools(con, folder, ABOUT)
    assert spool.stat().st_ino == before


def test_a_copy_of_a_source_that_is_read_now_is_named(con, folder):
    (folder / "imp_running" / "000000.copy").write_text("jane-1")
    left = erase_from_spools(con, folder, ABOUT)
    assert left == ["The backfill imp_running keeps a copy of what it reads until it ends."]


def test_what_exports_have_left_goes(tmp_path):
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "folder" / "export", tmp_path / "exp_1.csv"):
        path.write_text("jane-1")
    delete_copies(tmp_path)
    assert list(tmp_path.iterdir()) == []
