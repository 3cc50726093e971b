"""An erasure as an async action: whom it is about is in one file of the inbox, and then nowhere."""

import json

import pytest

from schemas.action_type import ActionType
from schemas.errors import UsageError
from tasks.erasure import erase as module
from tasks.erasure.action import erase_asked
from tasks.erasure.asked import AskedErasure, ask_erasure, body_of, erasure_id_of, read_request
from tasks.intake.queue.import_queue import find, unfinished
from tasks.intake.queue.quota import Quota
from tasks.warehouse.project import ProjectWarehouse
from tests.support.projects.planted import OTHER, PERSON, PLANTED, Planted, found_in
from tests.support.projects.stages import KEY


def ask(planted: Planted, name: str) -> str:
    return ask_erasure(planted.home, KEY, AskedErasure(customer=name), quota=Quota(10, 10_000))


def work(planted: Planted, import_id: str):
    warehouse = ProjectWarehouse(KEY, planted.home, 5.0)
    with warehouse.alone(lambda _: None):
        return erase_asked(warehouse, import_id, lambda: None)


def test_nobody_is_named_but_in_a_file_of_its_own(planted):
    import_id = ask(planted, PERSON["source_id"])
    body = body_of(planted.home, KEY, import_id)
    assert found_in(body.parent, *PLANTED)[body.name] == ["PLANTED"]
    assert find(planted.home, import_id).parameters == {"source": str(body)}
    report = work(planted, import_id)
    assert (report.details["id"], report.details["erased"]["customers"]) == (erasure_id_of(import_id), 1)
    assert not body.exists()
    assert found_in(planted.home, *PLANTED) == {}
    assert "PLANTED" not in report.model_dump_json()


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("step", ["begin_erasure", "name_the_erasure", "erase_rows", "compact", "note_done"])
def test_begun_again_after_a_crash_it_comes_to_its_end(planted, monkeypatch, step):
    def killed(*_: object) -> None:
        raise Killed

    import_id = ask(planted, PERSON["email"])
    with monkeypatch.context() as patched:
        patched.setattr(module, step, killed)
        with pytest.raises(Killed):
            work(planted, import_id)
    report = work(planted, import_id)
    assert (report.details["id"], report.details["erased"]["customers"]) == (erasure_id_of(import_id), 1)
    assert found_in(planted.home, *PLANTED) == {}
    assert work(planted, import_id) == report


def test_what_else_was_asked_of_the_same_person_names_the_erasure(planted):
    first, second, other = (ask(planted, name) for name in (PERSON["source_id"], PERSON["email"], OTHER["source_id"]))
    done = work(planted, first)
    assert read_request(body_of(planted.home, KEY, second)) == AskedErasure(erasure_id=erasure_id_of(first))
    assert read_request(body_of(planted.home, KEY, other)) == AskedErasure(customer=OTHER["source_id"])
    assert work(planted, second) == done
    assert work(planted, other).details["erased"]["customers"] == 1


def test_who_is_asked_for_twice_is_one_action(planted):
    assert ask(planted, "x") == ask(planted, "x") != ask(planted, "y")
    assert len(unfinished(planted.home, KEY, ActionType.CUSTOMERS_ERASE)) == 2


def test_whom_nobody_has_is_not_named(planted):
    import_id = ask(planted, "jane@example.com")
    with pytest.raises(UsageError, match="The customer is not there any more") as raised:
        work(planted, import_id)
    assert "jane" not in json.dumps(str(raised.value))
    assert raised.value.__suppress_context__
    with pytest.raises(UsageError, match="is not kept any more"):
        work(planted, import_id)
