"""How a time is written: for JSON and for people. How one is read out of orders is in `schemas.time_columns`."""

from datetime import datetime
from typing import Literal

from schemas.clock import naive_utc

Precision = Literal["auto", "seconds", "milliseconds", "microseconds"]


def zulu(at: datetime, precision: Precision = "auto") -> str:
    """A time as JSON has it: ISO 8601 in UTC, which one without a zone is. `auto` writes a fraction if there is one."""
    return f"{naive_utc(at).isoformat(timespec=precision)}Z"


def to_the_second(at: datetime) -> str:
    """A time as a table for people has it; its heading says that it is UTC."""
    return f"{at:%Y-%m-%d %H:%M:%S}"
