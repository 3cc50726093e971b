"""Reading ahead: the same values in the same order, and none before there is room for it."""

import threading
from contextlib import closing

import pytest

from tasks.backfill.read_ahead import read_ahead


def numbers(made: list[int], is_made: threading.Event):
    for number in range(3):
        made.append(number)
        if number == 1:
            is_made.set()
        yield number


@pytest.mark.parametrize("has_room", [True, False])
def test_the_values_are_the_same(has_room):
    assert list(read_ahead(numbers([], threading.Event()), lambda: has_room)) == [0, 1, 2]


def test_the_next_is_made_while_the_caller_is_busy():
    made, is_made = [], threading.Event()
    with closing(read_ahead(numbers(made, is_made), lambda: True)) as values:
        assert next(values) == 0
        assert is_made.wait(60)


def test_without_room_the_next_is_made_when_the_caller_asks_for_it():
    made = []
    with closing(read_ahead(numbers(made, threading.Event()), lambda: False)) as values:
        assert next(values) == 0
        assert made == [0]
        assert next(values) == 1
