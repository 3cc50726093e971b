"""What is shown of a backfill that is under way: how far, how fast, how long still; and never in its way."""

import asyncio
import logging
from datetime import datetime
from pathlib import Path

import pytest
from prefect.client.schemas.objects import FlowRun

from flows.backfills import display, pace
from flows.backfills.display import Display
from flows.backfills.pace import Pace
from schemas.ids import ProjectKey
from schemas.reports.action_report import ActionReport
from tasks.backfill.progress import NOTHING_LOADED, Progress, SourceProgress

KEY = ProjectKey("acme", "shop")


def progress(row_count: int, byte_count: int) -> Progress:
    loaded = NOTHING_LOADED.model_copy(update={"row_count": row_count, "done_count": row_count - 1})
    source = SourceProgress(0, "https://x.example/o.ndjson", byte_count=byte_count)
    return Progress("imp_1", datetime(2026, 1, 1), 0, loaded, (source,))


@pytest.mark.parametrize(
    ("had", "rows", "bytes_done", "percent", "orders_per_second", "seconds_left"),
    [(0, 100, 1000, 25.0, 10.0, 30.0), (50, 100, 1000, 25.0, 5.0, 60.0), (0, 400, 4000, 100.0, 40.0, 0.0)],
)
def test_pace_is_that_of_this_attempt(monkeypatch, had, rows, bytes_done, percent, orders_per_second, seconds_left):
    clock = iter([100.0, 110.0])
    monkeypatch.setattr(pace.time, "monotonic", lambda: next(clock))
    standing = Pace(had, pace.time.monotonic()).after(progress(rows, 4000), bytes_done)
    assert (standing.percent, standing.orders_per_second, standing.seconds_left) == (
        percent,
        orders_per_second,
        seconds_left,
    )
    assert (standing.as_report().done_count, standing.as_report().failed_count) == (rows - 1, 1)


async def test_a_page_that_cannot_be_shown_keeps_no_portion_from_being_stored(monkeypatch, caplog, tmp_path: Path):
    async def no_server(*_: object, **__: object) -> None:
        raise ConnectionError

    for name in ("acreate_progress_artifact", "acreate_markdown_artifact"):
        monkeypatch.setattr(display, name, no_server)
    run = FlowRun(flow_id="00000000-0000-0000-0000-000000000001")
    shown = Display(None, run, KEY, logging.getLogger("test"))
    with caplog.at_level(logging.INFO, "test"):
        await asyncio.to_thread(shown.portion, Pace(0).after(progress(10, 100), 50))
        await shown.end(ActionReport(message="done"), "imp_1")
    said = [record.getMessage() for record in caplog.records]
    assert [line.split(":")[0] for line in said] == ["Portion stored"] + ["The run's page is not up to date"] * 2
