"""A backfill as one plain function: sources in portions, each stored with how far it is; then the refresh, the report.

Invariant: wherever it ends, the same request goes on after the last portion that was committed. The state at the end is
that of importing all its orders one at a time, in the order of the sources (contract §6).
"""

import time
from collections.abc import Callable, Generator
from collections.abc import Mapping as Pairs
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from schemas.mapping.mapping import Mapping
from schemas.orders.frames import Validated
from schemas.reports.backfill_report import BackfillReport
from tasks.backfill.asked_for.request import BackfillRequest
from tasks.backfill.begin import begin
from tasks.backfill.end import end
from tasks.backfill.feeds.feed import Opened, feed_of, open_one
from tasks.backfill.feeds.piece import Feed, Place
from tasks.backfill.feeds.stamp import changed
from tasks.backfill.portion_size import is_large, pieces_of, portion_size
from tasks.backfill.progress import Progress, SourceProgress, added_warnings
from tasks.backfill.read_ahead import read_ahead
from tasks.backfill.store import Portion, checked, open_source, store
from tasks.extract.mapping_file import chosen_mapping
from tasks.imports.core import Warehouse
from tasks.warehouse.private_files import private_folder
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


@dataclass(slots=True)
class _Run:
    """One attempt at a backfill, and how far it is."""

    request: BackfillRequest
    warehouse: BackfillWarehouse
    callbacks: BackfillCallbacks
    variables: Pairs[str, str]
    mapping: Mapping | None
    progress: Progress
    stored_before: int

    @property
    def stored_count(self) -> int:
        """How many orders the project has by now, but for what others have stored since this attempt began."""
        return self.stored_before + self.progress.loaded.orders.inserted

    @property
    def folder(self) -> Path:
        """Where this backfill puts what it needs on disk."""
        return self.warehouse.backfills_folder / self.progress.id


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
    stored_before = stored_count - progress.loaded.orders.inserted
    mapping = chosen_mapping(request.mapping, request.preset)
    run = _Run(request, warehouse, callbacks, variables or {}, mapping, progress, stored_before)
    had = progress.loaded.row_count
    for source in progress.sources:
        if not source.is_done:
            _read(run, source)
    # DuckDB keeps in memory which rows all portions have replaced; the refresh needs the room
    with warehouse.open_anew() as con:
        return end(con, request, run.progress, warehouse.rejects_folder, run.folder, (begun_at, had))


def _read(run: _Run, source: SourceProgress) -> None:
    """Store all that is left of one source."""
    private_folder(run.folder)
    place = run.folder / f"{source.source_index:06d}"
    opened = open_one(source.name, run.request, run.mapping, run.variables, place)
    if source.stamp is not None and source.stamp != opened.stamp:
        raise changed(source.name)
    feed = feed_of(opened, place, is_begun=source.format is not None)
    if source.format is None:
        source = _begun(run, source, opened, feed)
    with closing(read_ahead(_portions(run, source, opened, feed), lambda: not is_large(run.stored_count))) as portions:
        for portion in portions:
            run.callbacks.on_checked(portion.validated[0])
            with run.warehouse.open() as con:
                restores = run.request.restores_erased
                run.progress = store(con, run.request.key, run.progress, portion, restores_erased=restores)
            run.callbacks.on_progress(run.progress, _bytes_done(run.progress, portion))


def _bytes_done(progress: Progress, portion: Portion) -> int:
    whole = sum(each.byte_count for each in progress.sources if each.is_done)
    return whole + (0 if portion.source.is_done else round(portion.share * portion.source.byte_count))


def _begun(run: _Run, source: SourceProgress, opened: Opened, feed: Feed) -> SourceProgress:
    first_row = max((each.next_row for each in run.progress.sources[: source.source_index]), default=0)
    found = replace(
        source,
        format=opened.prepared.format,
        preset=opened.prepared.preset,
        stamp=opened.stamp,
        byte_count=opened.path.stat().st_size,
        first_row=first_row,
        next_row=first_row,
        checksum=feed.start.checksum,
    )
    warnings = added_warnings(run.progress.loaded.warnings, feed.warnings)
    loaded = run.progress.loaded.model_copy(update={"warnings": warnings})
    with run.warehouse.open() as con:
        run.progress = open_source(con, run.progress, found, loaded)
    return found


def _portions(run: _Run, source: SourceProgress, opened: Opened, feed: Feed) -> Generator[Portion, None, None]:
    """What is left of a source; each portion says what the source is once it is stored."""
    place = Place(source.position, source.next_row - source.first_row, source.checksum)
    for piece in pieces_of(feed, place, lambda: run.request.portion or portion_size(run.stored_count)):
        if not opened.is_unchanged():
            raise changed(source.name)
        portion = checked(piece, source)
        source = portion.source
        yield portion
