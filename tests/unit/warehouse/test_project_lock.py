"""The lock of a project: one at a time, in the order of coming, and a dead one holds nobody up."""

import threading

import pytest
from filelock import FileLock

from tasks.warehouse.exclusion.project_lock import project_lock


def test_those_who_wait_get_it_one_at_a_time_in_the_order_of_coming(tmp_path):
    order, at_work = [], []
    waits = [threading.Event() for _ in range(3)]

    def work(number: int) -> None:
        with project_lock(tmp_path, lambda _pid: waits[number].set()):
            at_work.append(number)
            assert at_work == [number]
            order.append(number)
            at_work.remove(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    with project_lock(tmp_path):
        for thread, wait in zip(threads, waits, strict=True):
            thread.start()
            assert wait.wait(60)
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2]


def test_the_ticket_of_a_dead_process_holds_nobody_up(tmp_path):
    folder = tmp_path / "shop.lane"
    folder.mkdir()
    (folder / "000000001-999999.ticket").touch()
    with project_lock(folder, lambda pid: pytest.fail(f"waits for {pid}")):
        tickets = [path.name for path in folder.glob("*.ticket")]
    assert [int(name[:9]) for name in tickets] == [2]


def test_who_is_waited_for_is_named(tmp_path):
    folder, named = tmp_path / "shop.lane", []
    folder.mkdir()
    ticket = FileLock(folder / "000000001-4711.ticket")

    def heard(pid: int) -> None:
        named.append(pid)
        ticket.release()

    with ticket, project_lock(folder, heard):
        assert named == [4711]
