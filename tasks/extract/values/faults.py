"""What is wrong with values: a code and a reason for each row, or nothing at all."""

from collections.abc import Sequence
from typing import TypeAlias

import polars as pl

from schemas.orders.frames import FAULT

Faults: TypeAlias = pl.DataFrame | None
"""Columns `code` and `reason`, null in rows with nothing wrong; None if nothing is wrong with any row."""


def reasons(column: str, words: str) -> pl.Expr:
    """A reason that quotes the start of a text: `'2.555' has more decimals than GBP has (2)`."""
    text = pl.col(column).str.slice(0, 60).str.replace_all(r"\s", " ")
    return pl.lit("'") + text + pl.lit(f"' {words}")


def merged(faults: Faults, others: Faults) -> Faults:
    """Those of both; where both have one, that of `faults`."""
    if faults is None or others is None:
        return others if faults is None else faults
    columns = ("code", "reason")
    both = pl.concat([faults, others.rename({name: f"other {name}" for name in columns})], how="horizontal")
    first = pl.col("reason").is_not_null()
    return both.select(pl.when(first).then(name).otherwise(f"other {name}").alias(name) for name in columns)


def where(faults: Faults, mask: pl.Series) -> Faults:
    """Only those of some rows."""
    if faults is None:
        return None
    kept = faults.select(pl.when(mask).then(pl.col(name)).alias(name) for name in ("code", "reason"))
    return None if kept["reason"].null_count() == kept.height else kept


def first_fault(faults: Sequence[tuple[str | pl.Series, Faults]], height: int) -> pl.DataFrame:
    """Of several faults of a row, each with its path, the first: columns `code`, `path`, `reason`."""
    found = [(path, each) for path, each in faults if each is not None]
    if not found:
        return pl.DataFrame({name: pl.repeat(None, height, dtype=dtype, eager=True) for name, dtype in FAULT.items()})
    columns = [
        each.select("code", "reason").rename({"code": f"code {at}", "reason": f"reason {at}"})
        for at, (_, each) in enumerate(found)
    ]
    paths = [
        pl.Series(f"path {at}", path)
        if isinstance(path, pl.Series)
        else pl.repeat(path, height, eager=True).alias(f"path {at}")
        for at, (path, _) in enumerate(found)
    ]
    frame = pl.concat([*columns, pl.DataFrame(paths)], how="horizontal")
    is_here = [pl.when(pl.col(f"reason {at}").is_not_null()) for at in range(len(found))]
    return frame.select(
        pl.coalesce(when.then(f"{name} {at}") for at, when in enumerate(is_here)).alias(name) for name in FAULT
    )
