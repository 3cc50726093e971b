"""Times as texts write them, to UTC: by patterns, clocks and languages that a mapping names."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import polars as pl

from schemas.mapping.dates import Dates, ZoneColumn
from schemas.mapping.month_names import english_names
from schemas.mapping.time_patterns import (
    EXCEL,
    EXCEL_1904,
    UNIX,
    UNIX_MS,
    UNIX_US,
    checked_pattern,
    ends_with_offset,
    has_offset,
)
from schemas.mapping.time_zones import iana_name
from schemas.mapping.values import Value
from schemas.orders.reject_codes import RejectCode
from tasks.extract.values.faults import Faults, reasons

# Polars would cut off digits below the microsecond, and let second 60 run into the next minute.
_INEXACT = r"\.[0-9]{6}[0-9]*[1-9]|:60"
# The years 1000 to 9999 in seconds since 1970.
_FIRST_SECOND, _LAST_SECOND = -30_610_224_000, 253_402_300_799
_UTC = ZoneColumn(name="UTC")
# The day before the day 1 of Excel, as if 1900 had had the 29 February that Excel believes in; from day 61 on it is so.
_DAY_ZERO = {
    EXCEL: (pl.datetime(1899, 12, 30, time_unit="us"), 61),
    EXCEL_1904: (pl.datetime(1904, 1, 1, time_unit="us"), 1),
}
_MICROS = {UNIX: 1_000_000, UNIX_MS: 1000, UNIX_US: 1}
_SERIAL = r"^[0-9]{2,7}(?:[.,][0-9]+)?$"
_HALF = r"(?i)\b([ap])\.?\s?m\b\.?"


@dataclass(frozen=True)
class TimeNotation:
    """How one mapped time is written."""

    formats: tuple[str, ...]
    zone: ZoneColumn = _UTC
    language: str | None = None
    ambiguous: Literal["reject", "earliest", "latest"] = "reject"

    @classmethod
    def of(cls, value: Value, dates: Dates | None) -> "TimeNotation":
        """As the value says itself, else as `[dates]` says."""
        return cls(
            value.format or (dates.format if dates else ()),
            value.time_zone or (dates.time_zone if dates else _UTC),
            value.language or (dates.language if dates else None),
            dates.ambiguous if dates else "reject",
        )

    @cached_property
    def patterns(self) -> tuple[str, ...]:
        """The formats as Polars spells them."""
        return tuple(map(checked_pattern, self.formats))

    def read(self, texts: pl.Series, zones: pl.Series | None) -> tuple[pl.Series, Faults]:
        """Naive UTC (Datetime 'us') of each text; `zones` are the names in the column of zones, if there is one."""
        moments, is_time = self._in_zones(texts, zones)
        is_wrong = moments.is_null() & texts.is_not_null()
        if not is_wrong.any():
            return moments, None
        return moments, self._faults(texts, zones, is_wrong, is_time)

    def _in_zones(self, texts: pl.Series, zones: pl.Series | None) -> tuple[pl.Series, pl.Series]:
        if zones is None:
            return self._read(texts, self.zone.name or "UTC")
        named = zones.fill_null(self.zone.otherwise) if self.zone.otherwise else zones
        moments = pl.repeat(None, len(texts), dtype=pl.Datetime("us"), eager=True)
        is_time = pl.repeat(False, len(texts), eager=True)
        for name in named.unique().drop_nulls():
            zone = iana_name(name.strip())
            if zone is not None:
                is_here = (named == name).fill_null(False)
                found, said = self._read(texts.set(~is_here, None), zone)
                moments, is_time = moments.zip_with(~is_here, found), is_time | said.fill_null(False)
        # a time that says its own distance from UTC needs no zone
        if any(map(has_offset, self.patterns)):
            found, said = self._read(texts.set(named.is_not_null(), None), "UTC")
            moments, is_time = moments.zip_with(moments.is_not_null(), found), is_time | said.fill_null(False)
        return moments, is_time

    def _read(self, texts: pl.Series, zone: str) -> tuple[pl.Series, pl.Series]:
        """Naive UTC, and whether it is a time at all (though perhaps one that the clock skipped)."""
        frame = texts.to_frame("text")
        moments = pl.repeat(None, len(texts), dtype=pl.Datetime("us"), eager=True)
        is_time = pl.repeat(False, len(texts), eager=True)
        for pattern in self.patterns:
            read = frame.select("text", read=parsed(pattern, self.language)).select(
                "read", is_time=_is_exact(pattern).fill_null(False)
            )
            found = read.select("is_time", at=pl.when("is_time").then(self._utc(pattern, zone)))
            moments = moments.zip_with(is_time, found["at"])
            is_time = is_time | found["is_time"]
            if is_time.all():
                break
        return moments, is_time

    def _utc(self, pattern: str, zone: str) -> pl.Expr:
        """Naive UTC of the column `read`."""
        read = pl.col("read")
        if has_offset(pattern):
            return read.dt.replace_time_zone(None)
        ambiguous: Literal["null", "earliest", "latest"] = "null" if self.ambiguous == "reject" else self.ambiguous
        if not _has_clock(pattern):
            # a day begins where its first minute is, though the clock skipped midnight or showed it twice
            first = read.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
            later = (read + pl.duration(hours=1)).dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
            return pl.coalesce(first, later).dt.convert_time_zone("UTC").dt.replace_time_zone(None)
        local = read.dt.replace_time_zone(zone, ambiguous=ambiguous, non_existent="null")
        return local.dt.convert_time_zone("UTC").dt.replace_time_zone(None)

    def _faults(
        self, texts: pl.Series, zones: pl.Series | None, is_wrong: pl.Series, is_time: pl.Series
    ) -> pl.DataFrame:
        shown = self.zone.name or "the zone of its line"
        how = " or ".join(self.formats)
        frame = pl.DataFrame({"text": texts, "zone": zones, "is_wrong": is_wrong, "is_time": is_time.fill_null(False)})
        is_unclear = pl.lit(False)
        if zones is not None:
            odd = [name for name in zones.unique().drop_nulls() if iana_name(name.strip()) is None]
            is_unclear = pl.col("zone").is_null() if self.zone.otherwise is None else pl.lit(False)
            is_unclear = is_unclear | pl.col("zone").is_in(odd)
        zone = pl.col("zone").cast(pl.String).fill_null("").str.slice(0, 60)
        reason = (
            pl.when(is_unclear & (pl.col("zone").cast(pl.String).str.len_bytes() > 0))
            .then(pl.format("'{}' is no time zone", zone))
            .when("is_time")
            .then(reasons("text", f"happened twice or never on a clock in {shown}{self._which()}"))
            .when(is_unclear)
            .then(reasons("text", "comes without a time zone"))
            .otherwise(reasons("text", f"is not a time written as {how}") + self._hint())
        )
        code = pl.lit(RejectCode.INVALID_TIME)
        return frame.select(code=pl.when("is_wrong").then(code), reason=pl.when("is_wrong").then(reason))

    def _which(self) -> str:
        return "; of two, ambiguous in [dates] says which is meant" if self.ambiguous == "reject" else ""

    def _hint(self) -> pl.Expr:
        """What else a text may be, as far as it shows."""
        text = pl.col("text")
        is_serial = text.str.contains(r"^[2-7][0-9]{4}(?:[.,][0-9]+)?$") & pl.lit(EXCEL not in self.patterns)
        is_unix_ms = text.str.contains(r"^[0-9]{12,13}$") & pl.lit(UNIX_MS not in self.patterns)
        is_unix_us = text.str.contains(r"^[0-9]{15,16}$") & pl.lit(UNIX_US not in self.patterns)
        is_named = text.str.contains(r"\p{L}{3}") & pl.lit(self.language is None and "%b" in "".join(self.patterns))
        return (
            pl.when(is_serial)
            .then(pl.lit('; it may be a date of Excel: format = "excel"'))
            .when(is_unix_ms)
            .then(pl.lit('; it may be milliseconds since 1970: format = "unix_ms"'))
            .when(is_unix_us)
            .then(pl.lit('; it may be microseconds since 1970: format = "unix_us"'))
            .when(is_named)
            .then(pl.lit('; names of months are English unless [dates] says a language = "…"'))
            .otherwise(pl.lit(""))
        )


def _has_clock(pattern: str) -> bool:
    """Whether times by this pattern have a time of day."""
    return pattern in _DAY_ZERO or re.search(r"%[-_0]?[HIklMSTRpPX]", pattern) is not None


def _is_exact(pattern: str) -> pl.Expr:
    """Whether the column `read` is what the column `text` says."""
    # A %Y happily reads the year 10 from "1/12/10".
    within = pl.col("read").dt.year().is_between(1000, 9999)
    return within if pattern in _DAY_ZERO else within & ~pl.col("text").str.contains(_INEXACT)


def parsed(pattern: str, language: str | None) -> pl.Expr:
    """The time in the column `text`: with its offset from UTC where the pattern has one, else of an unnamed clock."""
    text = pl.col("text")
    if pattern in _MICROS:
        return _since_1970(text, _MICROS[pattern])
    if pattern in _DAY_ZERO:
        zero, first = _DAY_ZERO[pattern]
        days = pl.when(text.str.contains(_SERIAL)).then(text.str.replace(",", ".")).cast(pl.Float64, strict=False)
        # as far as the digits of a serial number go
        thousandths = (days * 86_400_000).round().cast(pl.Int64)
        return pl.when(days.is_between(first, 2_958_466)).then(zero + thousandths.cast(pl.Duration("ms")))
    if language is not None:
        is_long, has_days = ("%B" in pattern or "%A" in pattern), ("%a" in pattern or "%A" in pattern)
        names = english_names(language, is_long=is_long, has_days=has_days)
        text = text.str.replace_many(list(names), list(names.values()), leftmost=True, ascii_case_insensitive=True)
    if "%p" in pattern or "%P" in pattern:
        text = text.str.replace(_HALF, "${1}m")
    if ends_with_offset(pattern):
        text = _whole_offset(text)
    return text.str.to_datetime(pattern, time_unit="us", strict=False)


def _since_1970(text: pl.Expr, micros: int) -> pl.Expr:
    """A number of units of so many microseconds."""
    digits = {1_000_000: 6, 1000: 3, 1: 0}[micros]
    fraction = rf"(?:\.[0-9]{{1,{digits}}}0*)?" if digits else r"(?:\.0+)?"
    number = pl.when(text.str.contains(rf"^-?[0-9]{{1,18}}{fraction}$")).then(text)
    whole = number.str.extract("^(-?[0-9]+)").cast(pl.Int64, strict=False)
    rest = (
        number.str.extract(rf"\.([0-9]{{1,{max(digits, 1)}}})").fill_null("0").str.pad_end(digits, "0").cast(pl.Int64)
    )
    within = whole.is_between(_FIRST_SECOND * 1_000_000 // micros, _LAST_SECOND * 1_000_000 // micros)
    sign = pl.when(text.str.starts_with("-")).then(-1).otherwise(1)
    micro = pl.when(within).then(whole) * micros + rest * sign
    return micro.cast(pl.Datetime("us"))


def _whole_offset(text: pl.Expr) -> pl.Expr:
    """The offset at the end in full: Z, GMT and UTC are +00:00, -8 is -08:00, +09 is +09:00."""
    text = text.str.replace("(?:[Zz]|(?i:UTC|GMT))$", "+00:00")
    text = text.str.replace(r"([+-])([0-9])$", "${1}0${2}:00")
    return text.str.replace(r"([+-][0-9]{2})$", "${1}:00")
