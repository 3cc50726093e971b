"""A backfill in this process, without Prefect: it has the project as long as nobody else waits for it."""

import sys
from contextlib import closing

from flows.cli.display.progress import bytes_bar
from flows.cli.in_process.alone import say_who_is_ahead
from flows.settings import Settings, source_variables
from schemas.reports.backfill_report import BackfillReport
from tasks.backfill.asked_for.request import BackfillRequest
from tasks.backfill.asked_for.sizes import byte_count
from tasks.backfill.core import BackfillCallbacks, backfill
from tasks.backfill.courtesy import SharedProject
from tasks.backfill.progress import Progress
from tasks.warehouse.project import ProjectWarehouse


def run_backfill(request: BackfillRequest, settings: Settings) -> BackfillReport:
    """Backfill, or go on with it. Raises what `tasks.backfill.core.backfill` raises."""
    warehouse = ProjectWarehouse(request.key, settings.home, settings.lock_patience)
    stored: list[int] = []
    try:
        shared = SharedProject(warehouse, say_who_is_ahead)
        with bytes_bar(f"backfill → {request.key}") as show, closing(shared):

            def on_progress(progress: Progress, done: int) -> None:
                stored[:] = [progress.loaded.row_count]
                show(done, max(done, byte_count(progress)), f"{progress.loaded.row_count:,} orders")

            return backfill(request, shared, BackfillCallbacks(on_progress), source_variables())
    except KeyboardInterrupt:
        print(f"{stored[0] if stored else 0:,} orders are stored; the same command goes on.", file=sys.stderr)
        raise
