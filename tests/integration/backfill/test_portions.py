"""What a portion of a backfill holds: a part of a large source, several small ones, and as many orders as is right."""

from pathlib import Path

import pytest

from schemas.errors import ImportAbortedError
from tasks.backfill import portion_size, portions
from tasks.backfill.core import BackfillCallbacks, backfill
from tasks.backfill.portions import Sources
from tests.support.projects.backfills import request_of, written


def test_portions_are_larger_once_much_is_stored(warehouse, tmp_path, monkeypatch):
    for name, count in {"PORTION": 2, "LARGE_PORTION": 5, "_LARGE_FROM": 4}.items():
        monkeypatch.setattr(portion_size, name, count)
    sizes = []
    callbacks = BackfillCallbacks(on_checked=lambda validated: sizes.append(validated.texts.height))
    report = backfill(request_of(written(tmp_path / "many.ndjson", 21)), warehouse, callbacks)
    assert (report.done_count, report.failed_count) == (18, 3)
    assert (sizes[0], sum(sizes)) == (2, 21)
    assert 5 in sizes


def test_small_sources_share_a_portion_and_a_large_one_takes_several(warehouse, tmp_path):
    sources = [written(tmp_path / f"{number}.ndjson", count) for number, count in enumerate([1, 2, 7, 1, 1])]
    empty = tmp_path / "empty.json"
    empty.write_text("[]")
    sources.insert(3, empty)
    sizes, seen = [], []
    report = backfill(
        request_of(*sources, portion=4),
        warehouse,
        BackfillCallbacks(
            on_checked=lambda validated: sizes.append(validated.texts.height),
            on_progress=lambda now, read: seen.append((sum(each.is_done for each in now.sources), read)),
        ),
    )
    assert sizes == [4, 4, 4]
    assert [done for done, _ in seen] == [2, 2, 6]
    assert seen[-1][1] == report.byte_count == sum(source.stat().st_size for source in sources)
    assert [each.first_row for each in report.sources] == [0, 1, 3, 10, 10, 11]
    assert [each.row for each in report.failed] == [9]


def test_sources_that_come_slowly_do_not_wait_for_a_full_portion(warehouse, tmp_path, monkeypatch):
    monkeypatch.setattr(portions, "_PATIENCE_SECONDS", -1.0)
    sources = [written(tmp_path / f"{number}.ndjson", 2) for number in range(3)]
    seen = []
    backfill(request_of(*sources), warehouse, BackfillCallbacks(on_progress=lambda now, _: seen.append(now)))
    assert [each.loaded.row_count for each in seen] == [2, 4, 6]


def test_what_comes_before_a_source_that_cannot_be_read_is_stored(warehouse, tmp_path):
    counts = {"first": 7, "second": 3, "third": 1}
    first, second, third = (written(tmp_path / f"{name}.ndjson", count) for name, count in counts.items())
    request = request_of(first, second, third)
    stopped_before_opening(second, request, warehouse)
    assert warehouse.con.execute("SELECT count(*) FROM orders").fetchall() == [(6,)]
    assert backfill(request, warehouse).row_count == 11


def stopped_before_opening(source: Path, request, warehouse) -> None:
    """An attempt that finds a source gone, which is back after it."""
    aside, opens = source.with_suffix(".aside"), Sources._read

    def read(self, each, *arguments):
        if each.name == str(source):
            source.rename(aside)
        return opens(self, each, *arguments)

    with (
        pytest.MonkeyPatch.context() as patched,
        pytest.raises(ImportAbortedError, match=r"There is no .*second\.ndjson"),
    ):
        patched.setattr(Sources, "_read", read)
        backfill(request, warehouse)
    aside.rename(source)
