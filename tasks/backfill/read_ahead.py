"""Reads the next portion while the one before it is stored."""

from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TypeVar

T = TypeVar("T")


def read_ahead(values: Generator[T, None, None]) -> Generator[T, None, None]:
    """The same values, each of them made in another thread while the caller is busy with the one before."""
    with closing(values), ThreadPoolExecutor(1, "read-ahead") as thread:
        coming = thread.submit(next, values, None)
        while (value := coming.result()) is not None:
            coming = thread.submit(next, values, None)
            yield value
