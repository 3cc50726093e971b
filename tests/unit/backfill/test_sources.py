"""Which files and URLs the arguments of a backfill name, and in which order."""

import os

import pytest

from schemas.errors import ImportAbortedError, UsageError
from tasks.backfill.sources import listed


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name in ("o-10.csv", "o-2.csv", "o-1.ndjson", ".hidden", "2020/a.csv", "_SUCCESS"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        (["o-10.csv", "o-2.csv"], ["o-10.csv", "o-2.csv"]),
        (["o-*.csv"], ["o-2.csv", "o-10.csv"]),
        (["."], ["2020/a.csv", "o-1.ndjson", "o-2.csv", "o-10.csv"]),
        (["**/*.csv"], ["2020/a.csv", "o-2.csv", "o-10.csv"]),
        (["https://shop.example/o.csv", "o-2.csv"], ["https://shop.example/o.csv", "o-2.csv"]),
    ],
)
def test_folders_and_patterns_are_listed_by_name_with_numbers_as_numbers(folder, sources, expected):
    assert listed(sources, {}) == [each if "://" in each else str(folder / each) for each in expected]


def test_a_name_with_brackets_in_it_is_a_name(folder):
    (folder / "o[1].csv").touch()
    assert listed(["o[1].csv"], {}) == [str(folder / "o[1].csv")]


@pytest.mark.parametrize(
    ("sources", "error", "said"),
    [
        (["-"], UsageError, "cannot read standard input"),
        (["pipe"], UsageError, "pipe can be read only once"),
        (["empty"], UsageError, "There is no file in empty"),
        (["*.parquet"], UsageError, r"There is no file in \*.parquet"),
        (["o-2.csv", "o-*.csv"], UsageError, "o-2.csv is named twice"),
        (["none.csv"], ImportAbortedError, "There is no none.csv"),
    ],
)
def test_what_names_no_orders_is_refused(folder, sources, error, said):
    (folder / "empty").mkdir()
    os.mkfifo(folder / "pipe")
    with pytest.raises(error, match=said):
        listed(sources, {})
