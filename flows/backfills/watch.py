"""A shell in whose process a backfill runs looks on: it sees each portion, and gets the whole report."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass

from schemas.reports.backfill_report import BackfillReport


@dataclass
class Watch:
    """What a front end sees: `on_portion` gets bytes done, bytes of all, and words; the rest is for it to read."""

    on_portion: Callable[[int, int, str], None]
    order_count: int = 0
    report: BackfillReport | None = None


watching: ContextVar[Watch | None] = ContextVar("watching", default=None)
