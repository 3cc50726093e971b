"""A Parquet file here of any size, some rows at a time, however large its row groups are."""

from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

_BUFFER = 1024 * 1024


def parquet_blocks(path: Path, start: int, size: int) -> Iterator[pl.DataFrame]:
    """The rows from `start` on, `size` of them at a time, but for the last ones; at least one block, maybe empty.

    Raises Polars' ComputeError or pyarrow's ArrowException where the file is damaged.
    """
    schema = pl.scan_parquet(path, glob=False).collect_schema()
    # read as it is decoded: a row group as a whole may be more than memory holds
    with pq.ParquetFile(path, pre_buffer=False, buffer_size=_BUFFER) as file:
        counts = [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)]
        ends = list(accumulate(counts))
        groups = [number for number, end in enumerate(ends) if end > start]
        skipped = start - (ends[groups[0]] - counts[groups[0]]) if groups else 0
        held = pl.DataFrame(schema=schema)
        for batch in _batches(file, groups, size):
            rows = pl.DataFrame(pl.from_arrow(batch))
            past, skipped = min(skipped, rows.height), max(skipped - rows.height, 0)
            if past == rows.height:
                continue
            rows = rows[past:].cast(schema)
            # each frame without rows makes Polars' next concatenation twice as long
            held = rows if held.is_empty() else pl.concat([held, rows], rechunk=False)
            if held.height > size:
                yield held[:size]
                held = held[size:]
        yield held


def _batches(file: pq.ParquetFile, groups: list[int], size: int) -> Iterator[pa.RecordBatch]:
    try:
        yield from file.iter_batches(batch_size=size, row_groups=groups)
    except OSError as error:
        if error.errno is not None:
            raise
        raise pa.ArrowInvalid(str(error)) from error  # not the system's, but pyarrow's word for damage
