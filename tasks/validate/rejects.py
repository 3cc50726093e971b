"""The frame in which orders are handed back: one row an order, the first thing that is wrong with it."""

import polars as pl

from schemas.report import Reject

REJECTS = pl.DataFrame(
    schema={"row": pl.UInt32, "source_id": pl.String, "path": pl.String, "reason": pl.String, "raw": pl.String}
)


def as_reports(rejects: pl.DataFrame) -> list[Reject]:
    """The rejects as a report shows them, without the raw text."""
    return [Reject(**fields) for fields in rejects.drop("raw").iter_rows(named=True)]
