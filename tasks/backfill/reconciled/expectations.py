"""Reads from a CSV file what somebody expects of each month."""

from pathlib import Path

import polars as pl
from pydantic import ValidationError

from schemas.errors import UsageError
from schemas.reports.reconciliation import ExpectedMonth

_HINT = "It is a CSV file with the columns month (such as 2020-01), orders, amount, and currency if there are several."
_MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"


def read_expected_months(path: Path) -> tuple[ExpectedMonth, ...]:
    """Read the file; raises `UsageError` if it is missing, or is not as it should be."""
    try:
        frame = pl.read_csv(path, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise _wrong(path, f"cannot be read as a CSV file: {str(error).splitlines()[0]}.") from error
    unknown = sorted(set(frame.columns) - ExpectedMonth.model_fields.keys())
    if unknown or "month" not in frame.columns:
        raise _wrong(path, f"has the column {unknown[0]}." if unknown else "has no column month.")
    wrong = frame.filter(~pl.col("month").str.contains(_MONTH).fill_null(False))
    if wrong.height:
        raise _wrong(path, f"names the month {wrong['month'][0]!r}.")
    try:
        return tuple(ExpectedMonth.model_validate(row) for row in frame.to_dicts())
    except ValidationError as error:
        found = error.errors(include_url=False)[0]
        raise _wrong(path, f"holds {found['input']!r} for {found['loc'][0]}, which is no whole number.") from error


def _wrong(path: Path, what: str) -> UsageError:
    message = "What is expected of each month cannot be read."
    return UsageError(message, _HINT, detail=f"{path} {what}", operator_hint=_HINT)
