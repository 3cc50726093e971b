"""A backfill as one plain function: sources in portions, each stored with how far it is; then the refresh, the report.

Invariant: wherever it ends, the same request goes on after the last portion that was committed. The state at the end is
that of importing all its orders one at a time, in the order of the sources (contract §6).
"""

import time
from collections.abc import Callable
from collections.abc import Mapping as Pairs
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from schemas.orders.frames import Validated
from schemas.reports.backfill_report import BackfillReport
from tasks.backfill.asked_for.request import BackfillRequest
from tasks.backfill.begin import begin
from tasks.backfill.end import end
from tasks.backfill.portion_size import is_large, portion_size
from tasks.backfill.portions import Portion, Sources
from tasks.backfill.progress import Progress
from tasks.backfill.read_ahead import read_ahead
from tasks.backfill.store import store
from tasks.extract.mapping_file import chosen_mapping
from tasks.imports.core import Warehouse
from tasks.warehouse.statements import Connection
from tasks.warehouse.trouble.full_disk import calls_a_full_disk_by_its_name


class BackfillWarehouse(Warehouse, Protocol):
    """Where one project's orders are stored, with room for what a backfill puts on disk."""

    @property
    def backfills_folder(self) -> Path:
        """Where sources are put that cannot be read as they are."""

    def open_anew(self) -> AbstractContextManager[Connection]:
        """A connection to a database that was closed before, so that its memory holds nothing of what was stored."""


@dataclass(frozen=True, slots=True)
class BackfillCallbacks:
    """What a front end adds: it sees each portion once it is stored, and how many bytes are read by then; and the
    orders of a portion before that.
    """

    on_progress: Callable[[Progress, int], None] = lambda _progress, _bytes: None
    on_checked: Callable[[Validated], None] = lambda _validated: None


NO_CALLBACKS = BackfillCallbacks()


@calls_a_full_disk_by_its_name()
def backfill(
    request: BackfillRequest,
    warehouse: BackfillWarehouse,
    callbacks: BackfillCallbacks = NO_CALLBACKS,
    variables: Pairs[str, str] | None = None,
) -> BackfillReport:
    """Store all orders of all sources, or what an earlier attempt has left of them.

    Raises `UsageError` if the request is wrong, `ImportAbortedError` if a source cannot be read or has changed,
    `RetryableError` if something outside is in the way; what is stored by then stays, and the same request goes on.
    """
    begun_at = time.monotonic()
    with warehouse.open() as con:
        progress = begin(con, request, warehouse.backfills_folder, variables or {})
        [(stored_count,)] = con.execute("SELECT count(*) FROM orders").fetchall()
    had, folder = progress.loaded, warehouse.backfills_folder / progress.id

    def stored_now() -> int:
        return int(stored_count) + progress.loaded.orders.inserted - had.orders.inserted

    def size_now() -> int:
        return request.portion or portion_size(stored_now())

    mapping = chosen_mapping(request.mapping, request.preset)
    sources = Sources(request, mapping, variables or {}, folder, size_now)
    with closing(read_ahead(sources.portions(progress.sources), lambda: not is_large(stored_now()))) as portions:
        for portion in portions:
            callbacks.on_checked(portion.validated[0])
            with warehouse.open() as con:
                progress = store(con, request.key, progress, portion, restores_erased=request.restores_erased)
            callbacks.on_progress(progress, _bytes_done(progress, portion))
    # DuckDB keeps in memory which rows all portions have replaced; the refresh needs the room
    with warehouse.open_anew() as con:
        return end(con, request, progress, warehouse.rejects_folder, folder, (begun_at, had.row_count))


def _bytes_done(progress: Progress, portion: Portion) -> int:
    whole = sum(each.byte_count for each in progress.sources if each.is_done)
    return whole + (0 if portion.last.is_done else round(portion.share * portion.last.byte_count))
