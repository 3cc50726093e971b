"""What a time or a date may look like in an order: ISO 8601 text, read column-wise and never bent to fit.

Nothing is rounded, wrapped or guessed: a value that is not exactly a time becomes null, for the caller to refuse.
"""

from datetime import UTC, datetime

import polars as pl

_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_HOUR, _SIXTY = "(?:[01][0-9]|2[0-3])", "[0-5][0-9]"
_FRACTION = r"\.(?:[0-9]{1,6}|[0-9]{6}0{1,3})"
_ZONE = f"[Zz]|[+-]{_HOUR}(?::?{_SIXTY})?"
_TIMESTAMP = f"^{_DATE}(?:[Tt ]{_HOUR}:{_SIXTY}(?::{_SIXTY}(?:{_FRACTION})?)?(?:{_ZONE})?)?$"


def parse_timestamp(texts: pl.Series) -> pl.Series:
    """Read `YYYY-MM-DD[T| ]HH:MM[:SS[.f{1,9}]][Z|±HH[:MM]|±HHMM]` or a bare date as naive UTC, Datetime('us').

    Without a zone the time is UTC (contract §1). Null where the text is no such time: a date that the calendar does
    not have, hour 24, second 60, year 0000, digits below the microsecond, or anything before or after it.
    """
    if texts.null_count() == len(texts):
        return texts.cast(pl.Datetime("us"))
    text = pl.col("text")
    # From here on every text is 'date, separator, HH:MM:SS' and a rest of fraction and zone.
    whole = pl.when(text.str.len_bytes() == 10).then(text + "T00:00:00").otherwise(text)
    has_seconds = whole.str.slice(16, 1) == ":"
    parts = texts.to_frame("text").select(
        pl.when(text.str.contains(_TIMESTAMP)).then(_calendar_date(text)).alias("date"),
        pl.when(has_seconds).then(whole.str.slice(11, 8)).otherwise(whole.str.slice(11, 5) + ":00").alias("time"),
        pl.when(has_seconds).then(whole.str.slice(19)).otherwise(whole.str.slice(16)).alias("rest"),
    )
    time = pl.col("time").str.to_time("%H:%M:%S", strict=False)
    micros = pl.col("rest").str.extract(r"^\.([0-9]{1,6})").str.pad_end(6, "0").cast(pl.Int64).fill_null(0)
    at = pl.col("date").dt.combine(time, "us") + micros.cast(pl.Duration("us")) - _offset(pl.col("rest"))
    moments = parts.select(at.alias(texts.name)).to_series()
    return moments.set(~moments.dt.year().is_between(1, 9999), None)


def aware_timestamp(text: str) -> datetime | None:
    """One such time as an aware `datetime` in UTC; none if it is no such time."""
    at = parse_timestamp(pl.Series([text], dtype=pl.String))[0]
    return None if at is None else at.replace(tzinfo=UTC)


def parse_date(texts: pl.Series) -> pl.Series:
    """Read `YYYY-MM-DD` as Date; null where the text is anything else or the calendar has no such day."""
    text = pl.col("text")
    date = pl.when(text.str.contains(f"^{_DATE}$")).then(_calendar_date(text))
    return texts.to_frame("text").select(date.alias(texts.name)).to_series()


def _calendar_date(text: pl.Expr) -> pl.Expr:
    date = text.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    return pl.when(date >= pl.date(1, 1, 1)).then(date)


def _offset(rest: pl.Expr) -> pl.Expr:
    """How far ahead of UTC a rest such as `.5+02:00` or `Z` says the time is, as Duration."""
    zone = rest.str.extract(r"([+-][0-9:]+)$").str.replace(":", "", literal=True).str.pad_end(5, "0")
    minutes = zone.str.slice(0, 3).cast(pl.Int64) * 60 + (zone.str.slice(0, 1) + zone.str.slice(3)).cast(pl.Int64)
    return (minutes.fill_null(0) * 60_000_000).cast(pl.Duration("us"))
