"""Every error a user can meet, grouped by what the caller should do about it.

    OrdersError
    ├── RetryableError     the same call may work later: a locked file, a network fault
    ├── ImportAbortedError  this import cannot run; nothing was written
    └── UsageError   the request itself is wrong; nothing was started

A bad order inside a good batch is not an exception but data: see `schemas.reject`.
A constructor takes facts and builds a one-line message and a hint.
"""


class OrdersError(Exception):
    """Base of all: `str(error)` is one line, `error.hint` says what to do next."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class RetryableError(OrdersError):
    """Worth retrying: nothing is wrong with the request or the data."""


class ImportAbortedError(OrdersError):
    """The whole import is refused and nothing of it was written (contract §1)."""


class UsageError(OrdersError):
    """The request names something that does not exist or is not allowed."""
