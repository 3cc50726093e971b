"""A lock that who came first gets first."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tasks.warehouse.sharing.first_come import FirstCome


def test_who_comes_first_is_first():
    lock, order = FirstCome(), []

    def enter(number: int) -> None:
        with lock.alone():
            order.append(number)

    with ThreadPoolExecutor(5) as threads, lock.alone():
        for number in range(5):
            threads.submit(enter, number)
            time.sleep(0.01)
        assert order == []
    assert order == [0, 1, 2, 3, 4]


def test_who_loses_patience_keeps_nobody():
    lock = FirstCome()
    with lock.alone(), pytest.raises(TimeoutError), lock.alone(patience=0.01):
        pass
    with lock.alone(patience=0):
        pass


def test_who_fails_keeps_nobody():
    lock = FirstCome()
    with pytest.raises(ZeroDivisionError), lock.alone():
        raise ZeroDivisionError
    with lock.alone(patience=0):
        pass
