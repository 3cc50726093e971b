"""A backfill in this process, without Prefect: it has the project as long as nobody else waits for it."""

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager

from flows.cli.display.progress import bytes_bar
from flows.cli.in_process.alone import say_who_is_ahead
from flows.settings import Settings, source_variables
from schemas.reports.backfill_report import BackfillReport
from tasks.backfill.asked_for.request import BackfillRequest
from tasks.backfill.asked_for.sizes import byte_count
from tasks.backfill.core import BackfillCallbacks, backfill
from tasks.backfill.courtesy import SharedProject
from tasks.backfill.progress import Progress
from tasks.backfill.rehearsal import BackfillDryRun, rehearse
from tasks.warehouse.project import ProjectWarehouse
from tasks.warehouse.trouble.interrupted import calls_an_interrupt_by_its_name


def run_backfill(request: BackfillRequest, settings: Settings) -> BackfillReport:
    """Backfill, or go on with it. Raises what `tasks.backfill.core.backfill` raises."""
    warehouse = ProjectWarehouse(request.key, settings.home, settings.lock_patience)
    stored: list[int] = []
    try:
        shared = SharedProject(warehouse, say_who_is_ahead)
        shown = _shown(f"backfill → {request.key}", stored)
        with calls_an_interrupt_by_its_name(), shown as callbacks, closing(shared):
            return backfill(request, shared, callbacks, source_variables())
    except KeyboardInterrupt:
        print(f"{stored[0] if stored else 0:,} orders are stored; the same command goes on.", file=sys.stderr)
        raise


def rehearse_backfill(request: BackfillRequest, settings: Settings) -> BackfillDryRun:
    """What backfilling now would write, reject and cause. Raises what `tasks.backfill.rehearsal.rehearse` raises."""
    warehouse = ProjectWarehouse(request.key, settings.home, settings.lock_patience)
    with _shown(f"dry run → {request.key}", []) as callbacks:
        return rehearse(request, warehouse, callbacks, source_variables())


@contextmanager
def _shown(what: str, stored: list[int]) -> Iterator[BackfillCallbacks]:
    """A progress bar for the block; `stored` has how many orders are stored by then."""
    with bytes_bar(what) as show:

        def on_progress(progress: Progress, done: int) -> None:
            stored[:] = [progress.loaded.row_count]
            show(done, max(done, byte_count(progress)), f"{progress.loaded.row_count:,} orders")

        yield BackfillCallbacks(on_progress)
