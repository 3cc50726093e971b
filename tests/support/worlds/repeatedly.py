"""Asking all the time while something else happens."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager


@contextmanager
def repeatedly(work: Callable[[], object]) -> Iterator[None]:
    """Do `work` again and again, in a thread of its own, until the block ends; what it raises is raised then."""
    is_over = threading.Event()

    def go_on() -> None:
        while not is_over.is_set():
            work()

    with ThreadPoolExecutor(max_workers=1) as thread:
        done = thread.submit(go_on)
        try:
            yield
        finally:
            is_over.set()
    done.result()
