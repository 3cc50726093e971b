"""What time it is, in UTC: the one module that asks. How long something takes is measured with `time.monotonic`."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Now, as an aware time."""
    return datetime.now(UTC)


def naive_utc_now() -> datetime:
    """Now, as the database's TIMESTAMP columns have it."""
    return naive_utc(utc_now())


def naive_utc(at: datetime) -> datetime:
    """A time as the database has it: in UTC, without saying so. One without a zone is that already."""
    return at if at.tzinfo is None else at.astimezone(UTC).replace(tzinfo=None)


def aware_utc(at: datetime) -> datetime:
    """A time in UTC that says so; one without a zone is in UTC."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
