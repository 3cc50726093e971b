"""How far a backfill is, how fast this attempt at it is, and how long it may take still."""

import time
from dataclasses import dataclass, field

from schemas.reports.action_report import ActionReport
from tasks.backfill.asked_for.sizes import byte_count
from tasks.backfill.progress import Progress


@dataclass(frozen=True, slots=True)
class Standing:
    """Where it is after a portion; `seconds_left` is a guess by bytes, with the project for itself."""

    order_count: int
    done_count: int
    failed_count: int
    bytes_done: int
    byte_count: int
    orders_per_second: float
    seconds_left: float

    @property
    def percent(self) -> float:
        """Of the bytes."""
        return 100 * self.bytes_done / max(self.byte_count, 1)

    @property
    def line(self) -> str:
        """In one line, for a log or an artifact."""
        megabytes = f"{self.bytes_done / 1e6:,.1f} of {self.byte_count / 1e6:,.1f} MB"
        pace = f"{self.orders_per_second:,.0f} orders/s, {self.seconds_left:,.0f} s left"
        return f"{self.order_count:,} orders, {megabytes}, {pace}"

    def as_report(self) -> ActionReport:
        """What is told of a backfill that is under way."""
        details = {name: getattr(self, name) for name in ("order_count", "bytes_done", "byte_count")}
        details |= {"orders_per_second": round(self.orders_per_second, 1), "seconds_left": round(self.seconds_left, 1)}
        counts = {"done_count": self.done_count, "failed_count": self.failed_count}
        return ActionReport(message=f"{self.done_count:,} order(s) stored so far.", **counts, details=details)


@dataclass
class Pace:
    """Of one attempt, from now on; `had` orders are stored by then."""

    had: int
    _began_at: float = field(default_factory=time.monotonic)

    def after(self, progress: Progress, bytes_done: int) -> Standing:
        """Where it is after a portion."""
        loaded, seconds = progress.loaded, max(time.monotonic() - self._began_at, 0.001)
        orders = loaded.row_count - self.had
        total = max(byte_count(progress), bytes_done)
        # an earlier attempt's orders were as long as this one's
        size = bytes_done * orders / max(loaded.row_count, 1)
        return Standing(
            order_count=loaded.row_count,
            done_count=loaded.done_count,
            failed_count=loaded.failed_count,
            bytes_done=bytes_done,
            byte_count=total,
            orders_per_second=orders / seconds,
            seconds_left=(total - bytes_done) * seconds / max(size, 1),
        )
