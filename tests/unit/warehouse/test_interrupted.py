"""Ctrl-C in the middle of a statement ends the command as Ctrl-C does, and not as a fault of ours."""

import os
import signal
import threading

import pytest

from tasks.warehouse.memory import open_memory
from tasks.warehouse.trouble.interrupted import calls_an_interrupt_by_its_name


def test_a_statement_that_is_interrupted_is_ctrl_c():
    with open_memory() as con, pytest.raises(KeyboardInterrupt), calls_an_interrupt_by_its_name():
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
        con.execute("SELECT count(*) FROM range(1000000000000) AS r(i) WHERE i % 7 = 3")


def test_other_errors_are_what_they_are():
    message = "something else"
    with pytest.raises(RuntimeError, match=message), calls_an_interrupt_by_its_name():
        raise RuntimeError(message)
