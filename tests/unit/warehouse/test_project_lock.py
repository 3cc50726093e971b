"""The lock of a project: one at a time, in the order of coming, and a dead one holds nobody up."""

import pytest
from filelock import FileLock

from tasks.warehouse.exclusion.project_lock import project_lock
from tasks.warehouse.location import folder_beside
from tests.support.projects.stages import KEY
from tests.support.projects.waiting import order_of_work


def test_those_who_wait_get_it_one_at_a_time_in_the_order_of_coming(tmp_path):
    assert order_of_work(tmp_path, 3) == [0, 1, 2]


def test_the_ticket_of_a_dead_process_holds_nobody_up(tmp_path):
    folder = folder_beside(tmp_path, KEY, "lane")
    folder.mkdir(parents=True)
    (folder / "000000001-999999.ticket").touch()
    with project_lock(tmp_path, KEY, lambda process: pytest.fail(f"waits for {process}")):
        tickets = [path.name for path in folder.glob("*.ticket")]
    assert [int(name[:9]) for name in tickets] == [2]


def test_who_is_waited_for_is_named(tmp_path):
    folder, named = folder_beside(tmp_path, KEY, "lane"), []
    folder.mkdir(parents=True)
    ticket = FileLock(folder / "000000001-4711.ticket")

    def heard(process: str) -> None:
        named.append(process)
        ticket.release()

    with ticket, project_lock(tmp_path, KEY, heard):
        assert named == ["process 4711"]
