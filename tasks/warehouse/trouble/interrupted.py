"""Ctrl-C in the middle of a statement, called by its name."""

from collections.abc import Iterator
from contextlib import contextmanager

_SAID = "Query interrupted"  # how DuckDB says it, without a class of its own


@contextmanager
def calls_an_interrupt_by_its_name() -> Iterator[None]:
    """Raise `KeyboardInterrupt` where DuckDB has given up a statement because of it."""
    try:
        yield
    except RuntimeError as error:
        if str(error) != _SAID:
            raise
        raise KeyboardInterrupt from error
