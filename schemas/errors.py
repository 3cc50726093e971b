"""Every error a user can meet, grouped by what the caller should do about it.

    OrdersError
    ├── RetryableError      the same call may work later: a locked file, a network fault
    │   ├── DatabaseBusyError  somebody else keeps the project's database open
    │   ├── DiskFullError     there is no room to write to
    │   └── RefreshDueError   the orders are stored, and the same import goes on with their segments
    │       └── RefreshWaitsError  so it is, and the database that is busy is what it waits for
    ├── ImportAbortedError  this import cannot run; nothing was written
    └── UsageError          the request itself is wrong; nothing was started
        └── NotFoundError   it names something that the project does not have

Each says the same thing to two readers. `message` and `hint` are for anybody, clients of the HTTP API included: they
name no file, no process and no command. The operator, in the shell and in the log, reads `detail` and `operator_hint`
instead, where there are any.

A bad order inside a good batch is not an exception but data: see `schemas.reports.report.Reject`.
"""


class OrdersError(Exception):
    """Base of all: what is wrong and what to do about it, in one line for each reader."""

    def __init__(self, message: str, hint: str = "", *, detail: str = "", operator_hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint
        self.detail = detail
        self.operator_hint = operator_hint

    @property
    def public(self) -> str:
        """The line for anybody."""
        return f"{self.message} {self.hint}".strip()

    def __str__(self) -> str:
        """The line for the operator."""
        return f"{self.detail or self.message} {self.operator_hint or self.hint}".strip()


class RetryableError(OrdersError):
    """Worth retrying: nothing is wrong with the request or the data."""


class DatabaseBusyError(RetryableError):
    """What is to be read or written cannot be had just now: another process keeps it, or it does not answer.

    It is worth waiting for: busy is not failed.
    """


class DiskFullError(RetryableError):
    """There is no room left on a disk; nothing of what was to be written is there."""


class RefreshDueError(RetryableError):
    """The orders of an import are stored, but what follows from them is not; running it again goes on there."""

    @staticmethod
    def of(due: str, error: Exception, hint: str, operator_hint: str = "") -> "RefreshDueError":
        """`due` says what is stored and what is not up to date; what kept it is `error`. Busy is not failed."""
        kind = RefreshWaitsError if isinstance(error, DatabaseBusyError) else RefreshDueError
        why = error.message if isinstance(error, OrdersError) else type(error).__name__
        return kind(f"{due}: {why}", hint, detail=f"{due}: {error}", operator_hint=operator_hint)


class RefreshWaitsError(RefreshDueError, DatabaseBusyError):
    """The same, where the project's database is what kept it: it is worth waiting for."""


class ImportAbortedError(OrdersError):
    """The whole import is refused and nothing of it was written (contract §1)."""


class UsageError(OrdersError):
    """The request names something that does not exist or is not allowed."""


class NotFoundError(UsageError):
    """There is no such thing in the project of whoever asks, whoever else may have one."""
