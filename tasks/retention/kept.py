"""For how long each kind of history is kept."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum


class History(StrEnum):
    """A kind of history that can be too old."""

    VERSIONS = "versions"
    REJECTS = "rejects"
    EVENTS = "events"
    DELIVERIES = "deliveries"
    BODIES = "bodies"


@dataclass(frozen=True, slots=True)
class Kept:
    """Days by kind; none is for ever."""

    versions: int | None = None
    rejects: int | None = None
    events: int | None = None
    deliveries: int | None = None
    bodies: int | None = None

    def limits(self, now: datetime) -> dict[History, datetime]:
        """The time before which each kind is too old; only kinds that are not kept for ever."""
        days = {History(field.name): getattr(self, field.name) for field in fields(self)}
        return {what: now - timedelta(days=count) for what, count in days.items() if count is not None}
