"""What the truths share: reading files with the standard library and openpyxl, money and months in plain Python."""

import csv
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

Row = dict[str, str]


def table(
    path: Path, separator: str = ",", encoding: str = "utf-8-sig", skip: int = 0, quoted: bool = True
) -> list[Row]:
    """The rows of a CSV file."""
    lines = path.read_text(encoding=encoding).split("\n")
    text = "\n".join(lines[skip:])
    quoting = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    return list(csv.DictReader(text.splitlines(keepends=True), delimiter=separator, quoting=quoting))


def by_order(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    """The rows of each order."""
    ordered = sorted(rows, key=lambda row: row[key])
    return {name: list(lines) for name, lines in groupby(ordered, key=lambda row: row[key])}


def cents(text: str | float | None) -> int:
    """An amount with two decimals, or none, in the smallest unit."""
    kept = "".join(each for each in str(text or "0") if each in "0123456789.-")
    amount = Decimal(kept or "0") * 100
    assert amount == int(amount), text
    return -int(amount) if str(text).startswith("(") else int(amount)


def month(text: str, pattern: str, zone: str = "UTC") -> str:
    """The month in UTC of a time that is written by strptime's pattern, on a clock in `zone` unless it says its own."""
    read = datetime.strptime(text, pattern)
    aware = read if read.tzinfo else read.replace(tzinfo=ZoneInfo(zone))
    return aware.astimezone(UTC).strftime("%Y-%m")


def phone(text: str | None) -> str | None:
    """A German number in one form."""
    digits = "".join(each for each in text or "" if each.isdigit())
    return f"+49{digits[1:]}" if digits.startswith("0") else f"+{digits}" if digits else None
