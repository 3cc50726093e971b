"""How a command ends: its exit codes, and one line on stderr for whatever went wrong."""

import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import NoReturn

from schemas.errors import OrdersError, RefreshDueError, UsageError
from tasks.warehouse.trouble.interrupted import calls_an_interrupt_by_its_name


class Exit(IntEnum):
    """Exit codes of `orders`; `meaning` says what a script may conclude from each."""

    DONE = 0
    SOME_REJECTED = 1
    USAGE = 2
    FAILED = 3
    UNFINISHED = 4
    INTERRUPTED = 130

    @property
    def meaning(self) -> str:
        """What a script may conclude."""
        return _MEANINGS[self]


_MEANINGS = {
    Exit.DONE: "all orders imported, or the command did what it was asked",
    Exit.SOME_REJECTED: "imported, and some orders were rejected, or it is not what was expected of a backfill",
    Exit.USAGE: "the command itself was wrong; nothing was started",
    Exit.FAILED: "failed, and nothing was written",
    Exit.UNFINISHED: "the orders are stored, their segments are not up to date; the line says how to go on",
    Exit.INTERRUPTED: "interrupted with Ctrl-C; run the import again under its id to go on",
}


@contextmanager
def errors_as_one_line(debug: bool) -> Iterator[None]:
    """End the process with the right code and one line on stderr, whatever the block raises.

    With `debug`, the traceback comes first.
    """
    try:
        with calls_an_interrupt_by_its_name():
            yield
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        raise SystemExit(Exit.INTERRUPTED) from None
    except (SystemExit, GeneratorExit):
        raise
    except BaseException as raised:  # Prefect's own signals are no Exceptions
        _end_with(_unwrapped(raised), debug)


def _unwrapped(error: BaseException) -> BaseException:
    """What went wrong itself: a group of tasks puts even a single error into a group."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        [error] = error.exceptions
    return error


def _end_with(error: BaseException, debug: bool) -> NoReturn:
    if isinstance(error, OrdersError):
        _end(str(error), _code_of(error), debug)
    if isinstance(error, OSError) and error.strerror:
        _end(_operating_system_says(error), Exit.FAILED, debug)
    first_line = (str(error).splitlines() or [""])[0]
    hint = "" if debug else " Run it again with --debug to see where."
    _end(f"{type(error).__name__}: {first_line}{hint}", Exit.FAILED, debug)


def _code_of(error: OrdersError) -> Exit:
    if isinstance(error, RefreshDueError):
        return Exit.UNFINISHED
    return Exit.USAGE if isinstance(error, UsageError) else Exit.FAILED


def _operating_system_says(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename is not None else ""
    return f"{where}{error.strerror}. Check the disk, its free space and the permissions of ORDERS_HOME."


def _end(message: str, code: Exit, debug: bool) -> NoReturn:
    if debug:
        traceback.print_exc()
    print(f"error: {message}", file=sys.stderr)
    raise SystemExit(code)
