"""A dry run of an import over HTTP is done by whichever process has the database open."""

import pickle

from schemas.ids import new_import_id
from tasks.imports.dry_run import dry_run_within
from tasks.imports.request import ImportRequest
from tasks.warehouse.sharing.work import Work
from tests.support.projects.stages import KEY


def test_another_process_can_be_asked_for_it():
    work = Work(dry_run_within, (ImportRequest(new_import_id(), KEY, "orders.json"), 10), {})
    assert pickle.loads(pickle.dumps(work)) == work
