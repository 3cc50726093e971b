"""Parquet read in blocks is the file, from any row on, whoever wrote it and whatever its row groups are."""

import io
from datetime import UTC, date, datetime, time

import polars as pl
import pyarrow.parquet as pq
import pytest

from schemas.errors import ImportAbortedError
from tasks.extract.formats.parquet_blocks import parquet_blocks
from tasks.extract.formats.parquet_source import parquet_errors
from tasks.extract.source import open_source

FRAME = pl.DataFrame(
    {
        "id": [f"o-{number}" for number in range(11)],
        "items": [[{"price": number, "name": "ä"}] * (number % 3) for number in range(11)],
        "kind": pl.Series(["a", "b", None] * 3 + ["a", "b"], dtype=pl.Categorical),
        "amount": pl.Series([1.5] * 11).cast(pl.Decimal(18, 2)),
        "at": [datetime(2020, 1, 1, tzinfo=UTC)] * 11,
        "on": [date(2020, 1, 1)] * 11,
        "time": [time(1)] * 11,
        "nothing": [None] * 11,
    }
)


@pytest.fixture(params=["polars", "pyarrow", "large groups", "empty"])
def file(request, tmp_path):
    path = tmp_path / "a.parquet"
    match request.param:
        case "polars":
            FRAME.write_parquet(path, row_group_size=2)
        case "pyarrow":
            pq.write_table(FRAME.to_arrow(), path, row_group_size=3)
        case "large groups":
            FRAME.write_parquet(path)
        case "empty":
            FRAME[:0].write_parquet(path)
    return path


@pytest.mark.parametrize("size", [1, 4, 5, 11, 100])
@pytest.mark.parametrize("start", [0, 1, 6, 10, 11])
def test_blocks_are_the_rows(file, start, size):
    whole = pl.read_parquet(file, glob=False)[start:]
    blocks = list(parquet_blocks(file, start, size))
    assert pl.concat(blocks).equals(whole)
    assert pl.concat(blocks).schema == whole.schema
    assert [each.height for each in blocks[:-1]] == [size] * (len(blocks) - 1)
    assert blocks[-1].height == (whole.height % size or min(size, whole.height))


def test_blocks_far_into_a_file_come_as_fast_however_many_are_left_out(tmp_path):
    path = tmp_path / "a.parquet"
    pl.DataFrame({"id": range(1000), "nothing": [None] * 1000}).write_parquet(path)
    assert [block["id"].to_list() for block in parquet_blocks(path, 997, 1)] == [[997], [998], [999]]


def test_a_damaged_file_is_called_so(tmp_path):
    buffer = io.BytesIO()
    pl.DataFrame({"source_id": [str(number) * 50 for number in range(1000)]}).write_parquet(buffer)
    content = buffer.getvalue()
    (tmp_path / "a.parquet").write_bytes(content[:4] + b"\xff" * 100 + content[104:])
    with (
        pytest.raises(ImportAbortedError, match="is not a Parquet file, or a damaged one"),
        parquet_errors(open_source(str(tmp_path / "a.parquet"))),
    ):
        list(parquet_blocks(tmp_path / "a.parquet", 0, 100))
