"""What a database says when its data cannot be reached, or somebody else has changed them, called by its name."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from schemas.errors import DatabaseBusyError

_CONFLICT = re.compile(r"Transaction conflict|Conflict on tuple")
_AWAY = re.compile(
    r"Unable to connect to Postgres|connection to server|server closed the connection|terminating connection"
    r"|no connection to the server|connection has been closed|could not (?:receive|send) data|Failed to execute query"
    r"|Failed to (?:prepare|fetch header for) COPY|Failed to copy data|Failed to describe prepared statement"
    r"|Error during PQputCopy"
    r"|HTTP Error|HTTP code|Could not establish connection|Could not connect to server|Connection error"
)


@contextmanager
def calls_what_is_away_by_its_name() -> Iterator[None]:
    """Raise `DatabaseBusyError` where the data cannot be reached just now, or were changed by somebody else."""
    try:
        yield
    except duckdb.Error as error:
        text = str(error)
        if _CONFLICT.search(text):
            message = "Somebody else has changed this project at the same moment, and nothing was stored."
            raise DatabaseBusyError(message, "Try again.", operator_hint="Run the same command again.") from error
        if _AWAY.search(text):
            raise away(text) from error
        raise


def away(text: str) -> DatabaseBusyError:
    """The error of whoever needs what does not answer; `text` is what was said instead."""
    message, hint = "What this project is stored in does not answer.", "Try again later."
    detail = f"{message[:-1]}: {' '.join(text.split())[:300]}."
    return DatabaseBusyError(message, hint, detail=detail, operator_hint="See ORDERS_STORAGE and ORDERS_DATA.")
