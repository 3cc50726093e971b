"""Homes whose intake is in a PostgreSQL, for tests of this process."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from tasks.intake.stores.addresses import keep_intake_at
from tasks.intake.stores.postgresql import store_at
from tests.support.worlds.postgresql import new_schema

_numbers = count()


@contextmanager
def intake_in(url: str, *homes: Path) -> Iterator[str]:
    """Let these homes share an empty intake in that database for the block; its address."""
    address = new_schema(url, f"intake_{next(_numbers)}")
    for home in homes:
        keep_intake_at(home, address)
    try:
        yield address
    finally:
        for home in homes:
            keep_intake_at(home, None)
        store_at(address).close()
