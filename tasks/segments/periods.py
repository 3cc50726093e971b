"""When `$this_month` and its like begin and end, in UTC, seen from a given time."""

from datetime import date, timedelta

from schemas.segments.periods import Period, Unit


def days_of(period: Period, today: date) -> tuple[date, date]:
    """The first and the last day of `period`, both in it."""
    match period.unit:
        case Unit.DAY:
            first = today + timedelta(days=period.offset)
            return first, first
        case Unit.WEEK:
            monday = today + timedelta(weeks=period.offset, days=-today.weekday())
            return monday, monday + timedelta(days=6)
        case Unit.MONTH:
            return _month(today, period.offset), _month(today, period.offset + 1) - timedelta(days=1)
        case Unit.YEAR:
            year = today.year + period.offset
            return date(year, 1, 1), date(year, 12, 31)


def _month(today: date, offset: int) -> date:
    years, month = divmod(today.month - 1 + offset, 12)
    return date(today.year + years, month + 1, 1)
