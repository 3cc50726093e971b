"""The law of a backfill: however it is cut and wherever it dies, it leaves what one import of all its orders leaves.

That is what they leave one at a time, by the law in `tests.integration.imports.test_oracle`.
"""

import json
from datetime import datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schemas.orders.source_format import SourceFormat
from schemas.segments.segment_type import SegmentType
from tasks.segments.segments import create_segment
from tasks.warehouse.connection import open_warehouse
from tests.support.laws.batches import BATCH
from tests.support.laws.corpus import CORPUS
from tests.support.laws.laws import law, tried
from tests.support.projects.backfills import OpenWarehouse, request_of, run_to_its_end
from tests.support.projects.stages import KEY, clear, import_texts, rows, state

DEATHS = st.sets(st.integers(0, 12), max_size=4)
PORTION = st.integers(1, 7)
AWKWARD = [one.text for one in CORPUS if one.text.strip() and "\n" not in one.text]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    folder = tmp_path_factory.mktemp("law")
    with open_warehouse(folder, KEY) as con:
        yield OpenWarehouse(folder, con)


def started_at(con, import_id: str) -> datetime:
    return con.execute("SELECT started_at FROM imports WHERE id = ?", [import_id]).fetchone()[0]


def left(con) -> tuple:
    return state(con), rows(con, "rejects")


def emptied(warehouse: OpenWarehouse) -> OpenWarehouse:
    clear(warehouse.con)
    for table in ("backfills", "backfill_sources", "backfill_rows", "customer_summaries"):
        warehouse.con.execute(f"DELETE FROM {table}")
    return warehouse


@law(1)
@given(batch=BATCH, second=BATCH, portion=PORTION, deaths=DEATHS)
@example(batch=AWKWARD, second=['{"amount":1}'], portion=7, deaths={2, 5})
def test_it_leaves_what_one_import_leaves(warehouse, batch, second, portion, deaths):
    con = emptied(warehouse).con
    sources = [warehouse.folder / name for name in ("1.ndjson", "2.ndjson")]
    for source, texts in zip(sources, (batch, second), strict=True):
        source.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8", errors="surrogatepass")
    report = run_to_its_end(request_of(*sources, portion=portion, format=SourceFormat.NDJSON), warehouse, deaths)
    found, now = left(con), started_at(con, report.import_id)
    tried(batch, found[1])
    assert report.differences == []
    assert (report.row_count, report.failed_count) == (len(batch) + len(second), len(found[1]))
    import_texts(emptied(warehouse).con, [*batch, *second], report.import_id, now)
    assert found == left(con)


@law(2)
@given(batch=BATCH, small=BATCH, portion=PORTION, place=st.integers(0, 9))
def test_a_small_import_comes_where_it_ran(warehouse, batch, small, portion, place):
    con = emptied(warehouse).con
    source = warehouse.folder / "orders.ndjson"
    source.write_text("\n".join(batch))
    stored = []

    def import_small() -> None:
        stored.append(con.execute("SELECT max(next_row) FROM backfill_sources").fetchone()[0] or 0)
        import_texts(con, small, "imp_small")

    report = run_to_its_end(request_of(source, portion=portion), warehouse, {place}, import_small)
    found, now = left(con), started_at(con, report.import_id)
    emptied(warehouse)
    [at] = stored or [len(batch)]
    import_texts(con, batch[:at], report.import_id, now)
    if stored:
        import_texts(con, small, "imp_small")
    import_texts(con, batch[at:], report.import_id, now, at)
    assert found == left(con)


def test_a_customer_who_enters_by_orders_of_several_portions_enters_once(warehouse):
    con = emptied(warehouse).con
    conditions = {"junction": "and", "summary.orders.total_count": {"conditions": {"$more_than": [2]}}}
    create_segment(con, "regulars", SegmentType.AUTO_UPDATE, conditions, datetime(2026, 1, 1))
    source = warehouse.folder / "orders.ndjson"
    order = {"amount": 5, "status": "PAID", "customer": {"source_id": "c"}}
    source.write_text("\n".join(json.dumps({**order, "source_id": str(number)}) for number in range(5)))
    report = run_to_its_end(request_of(source, portion=2), warehouse, range(20))
    assert [(each.entered, each.left, each.members) for each in report.segments] == [(1, 0, 1)]
