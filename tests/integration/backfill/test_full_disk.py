"""A full disk ends a backfill in these words; once there is room, the same command goes on and does nothing twice."""

import json
import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from schemas.errors import DiskFullError
from tasks.backfill.core import BackfillCallbacks, backfill
from tasks.backfill.feeds.partial_copy import PartialCopy
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.statements import Connection
from tests.support.projects.backfills import Folders, request_of
from tests.support.projects.stages import KEY
from tests.support.worlds.outside.full_disk import no_file_above

COUNT, PORTION = 3000, 1000


class Reopened(Folders):
    """A warehouse that is opened anew each time, as a database that had no room has to be."""

    @contextmanager
    def open(self) -> Iterator[Connection]:
        with open_warehouse(self.folder, KEY) as con:
            yield con


def orders() -> list[dict[str, str]]:
    """Orders that hardly get smaller when they are packed."""
    dice = random.Random(1)
    return [{"source_id": f"{number}-{dice.getrandbits(512):x}"} for number in range(COUNT)]


def require_whole(folder: Path) -> None:
    with open_warehouse(folder, KEY) as con:
        assert con.execute("SELECT count(*), count(DISTINCT source_id) FROM orders").fetchall() == [(COUNT, COUNT)]
        assert con.execute("SELECT count(*) FROM order_versions").fetchall() == [(0,)]


def test_where_a_portion_does_not_fit_those_before_it_stay(tmp_path):
    source = tmp_path / "orders.ndjson"
    source.write_text("".join(f"{json.dumps(order)}\n" for order in orders()))
    request, stored = request_of(source, portion=PORTION), []
    with ExitStack() as limits, pytest.raises(DiskFullError, match="no room left on the disk"):

        def fill_the_disk(progress, _read: int) -> None:
            stored.append(progress.loaded.row_count)
            limits.enter_context(no_file_above(100_000))

        backfill(request, Reopened(tmp_path), BackfillCallbacks(on_progress=fill_the_disk))
    assert stored[-1] < COUNT
    assert backfill(request, Reopened(tmp_path)).attempt_row_count == COUNT - stored[-1]
    require_whole(tmp_path)


def test_where_a_source_does_not_fit_nothing_is_stored(tmp_path):
    source = tmp_path / "orders.json"
    source.write_text(json.dumps(orders()))
    with open_warehouse(tmp_path, KEY):
        pass
    with no_file_above(100_000), pytest.raises(DiskFullError, match="no room left on the disk"):
        backfill(request_of(source, portion=PORTION), Reopened(tmp_path))
    backfill(request_of(source, portion=PORTION), Reopened(tmp_path))
    require_whole(tmp_path)


def test_a_copy_that_does_not_fit_goes_on_once_there_is_room(tmp_path):
    copy = PartialCopy("a", tmp_path / "a.part", tmp_path / "a.version")
    copy.begin("1", is_continued=False)
    with no_file_above(1500), pytest.raises(DiskFullError, match="no room left on the disk"):
        copy.add([b"x" * 1000] * 3)
    copy.begin("1", is_continued=True)
    copy.add([b"x" * (3000 - copy.length)])
    assert copy.part.read_bytes() == b"x" * 3000
