"""Patterns of times in mappings: which of strptime's can be honoured, and how Polars spells them.

Polars reads patterns as the chrono library does, which differs from Python's strptime in `%f`, takes `%Z` without using
it, and prints some directives that it cannot read. What would be read wrongly, or never, is refused with the mapping.
"""

import re
from datetime import datetime, timezone

import polars as pl

UNIX, UNIX_MS, UNIX_US, EXCEL, EXCEL_1904 = "unix", "unix_ms", "unix_us", "excel", "excel_1904"
_NUMBERS = {"%s": UNIX, **{each: each for each in (UNIX, UNIX_MS, UNIX_US, EXCEL, EXCEL_1904)}}
_DIRECTIVE = re.compile(r"%(?:[-_0]?[A-Za-z%+]|:{1,2}z|\.[369]?f|[369]f)|%")
_HONOURED = {*"YymdejbBhaAHIklMSTRDFpPzntf%", ":z", "::z", ".f", ".3f", ".6f", ".9f"}
_OFFSET = re.compile(r"%:{0,2}z$")
_SAMPLE = datetime(2019, 11, 22, 13, 14, 15, 678901)


def checked_pattern(pattern: str) -> str:
    """The pattern as Polars spells it. Raises `ValueError` if times cannot be read by it as it says."""
    if pattern in _NUMBERS:
        return _NUMBERS[pattern]
    for directive in _DIRECTIVE.findall(pattern):
        _require_honoured(directive, pattern)
    spelled = pattern.replace(".%f", "%.f")
    if "%f" in spelled:
        message = "%f cannot be read there: write the seconds and their fraction as %S.%f"
        raise ValueError(message)
    if not _is_read_back(spelled):
        message = f"{pattern!r} does not say a whole date, or not the whole time of day"
        raise ValueError(message)
    return spelled


def has_offset(spelled: str) -> bool:
    """Whether times by this pattern say themselves how far they are from UTC."""
    return spelled in (UNIX, UNIX_MS, UNIX_US) or re.search(r"%:{0,2}z", spelled) is not None


def ends_with_offset(spelled: str) -> bool:
    """Whether the offset comes last, where Z may stand for it."""
    return _OFFSET.search(spelled) is not None


def _require_honoured(directive: str, pattern: str) -> None:
    name = directive[1:].lstrip("-_0")
    if name == "Z":
        message = "%Z is not used: the name of a zone does not say which; say time_zone, or read an offset with %z"
        raise ValueError(message)
    if name == "s":
        message = "%s, seconds since 1970, stands alone"
        raise ValueError(message)
    if name not in _HONOURED:
        message = f"{directive} in {pattern!r} is no directive that can be read"
        raise ValueError(message)


def _is_read_back(spelled: str) -> bool:
    """Whether a time that is written by the pattern is read as the same, as far as the pattern goes."""
    sample = _SAMPLE.replace(tzinfo=timezone.utc) if has_offset(spelled) else _SAMPLE  # noqa: UP017 - Polars wants it
    try:
        text = pl.Series([sample]).dt.strftime(spelled)
        [read] = text.str.to_datetime(spelled, time_unit="us", strict=False).to_list()
    except pl.exceptions.PolarsError:
        return False
    if read is None or read.date() != _SAMPLE.date():
        return False
    said = (read.hour, read.minute, read.second)
    return said in {(0, 0, 0), (13, 14, 0), (13, 14, 15)} and read.microsecond in (0, 678000, 678901)
