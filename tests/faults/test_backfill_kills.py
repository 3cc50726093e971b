"""kill -9 of a backfill anywhere: the same command goes on, and no order is stored twice or left out."""

from itertools import islice

import pytest

from tests.support.chaos.backfill_kills import MAPPING, lines_apart, orders_twice, survive_kills

pytestmark = pytest.mark.deep

LONG = (500_000, 25_000, 50, 12.0)


@pytest.mark.parametrize(("count", "portion", "kills", "longest"), [(10_000, 1000, 4, 3.5), LONG])
def test_orders_that_are_there_twice_are_updated_once(home, key, tmp_path, count, portion, kills, longest):
    expected = orders_twice(tmp_path / "orders.ndjson", count)
    arguments = [str(tmp_path / "orders.ndjson"), "--portion", str(portion)]
    survived = survive_kills(home, key, arguments, kills, longest)
    assert survived.kills > 0
    assert (survived.orders, survived.versions, survived.backfills) == (expected, count, 1)
    assert (survived.report["row_count"], survived.report["failed_count"]) == (2 * count, 0)
    assert survived.report["reconciliation"]["differences"] == []


def test_small_files_that_share_portions_are_each_stored_once(home, key, tmp_path):
    count, in_file = 10_000, 130
    expected = orders_twice(tmp_path / "orders.ndjson", count)
    (tmp_path / "files").mkdir()
    with (tmp_path / "orders.ndjson").open() as lines:
        for number in range(2 * count // in_file + 1):
            (tmp_path / "files" / f"{number:04d}.ndjson").write_text("".join(islice(lines, in_file)))
    arguments = [str(tmp_path / "files"), "--portion", "1000"]
    survived = survive_kills(home, key, arguments, kills=8, longest=3.5)
    assert survived.kills > 0
    assert (survived.orders, survived.versions, survived.backfills) == (expected, count, 1)
    assert (survived.report["row_count"], survived.report["failed_count"]) == (2 * count, 0)
    assert survived.report["reconciliation"]["differences"] == []


@pytest.mark.parametrize(("count", "portion", "kills", "longest"), [(50_000, 10_000, 3, 4.0), LONG])
def test_lines_of_orders_that_are_apart_are_put_together(home, key, tmp_path, count, portion, kills, longest):
    expected = lines_apart(tmp_path / "orders.csv", count)
    (tmp_path / "mapping.toml").write_text(MAPPING)
    mapping = str(tmp_path / "mapping.toml")
    arguments = [str(tmp_path / "orders.csv"), "--mapping", mapping, "--portion", str(portion)]
    survived = survive_kills(home, key, arguments, kills, longest)
    assert survived.kills > 0
    assert (survived.orders, survived.versions, survived.backfills) == (expected, 0, 1)
    assert (survived.report["row_count"], survived.report["failed_count"]) == (count, 0)
    assert survived.report["reconciliation"]["differences"] == []
