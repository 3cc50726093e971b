"""Reads the next portion while the one before it is stored."""

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TypeVar

T = TypeVar("T")


def read_ahead(values: Generator[T, None, None], has_room: Callable[[], bool]) -> Generator[T, None, None]:
    """The same values, made in another thread; while the caller is busy with the one before, if there is room."""
    with closing(values), ThreadPoolExecutor(1, "read-ahead") as thread:
        coming = thread.submit(next, values, None)
        while (value := coming.result()) is not None:
            ahead = thread.submit(next, values, None) if has_room() else None
            yield value
            coming = ahead or thread.submit(next, values, None)
