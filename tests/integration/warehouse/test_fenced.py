"""Each write is in a transaction, and so asks before it commits whether it still may."""

from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from schemas.effects.choices import EffectsMode
from schemas.effects.event_types import ENTERED
from schemas.ids import new_import_id
from tasks.backfill.core import BackfillCallbacks, backfill
from tasks.deliveries.outbox import take_portion
from tasks.imports.attempt import NO_CALLBACKS
from tasks.imports.core import import_orders
from tasks.imports.reading import reader
from tasks.imports.request import ImportRequest
from tasks.rules.create import create_distribution, create_earning_rule
from tasks.rules.signing import signing_secret
from tasks.segments.refresh import rebuild
from tasks.undo.undo import UndoRequest, undo
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.statements import Connection, before_commit
from tasks.warehouse.whole_projects.checksums import checksums
from tests.support.projects.backfills import Killed, OpenWarehouse, request_of, written
from tests.support.projects.outboxes import QUICK
from tests.support.projects.shops import make_segment, order
from tests.support.projects.stages import KEY, NOW, as_texts


class Watch:
    """What is committed when a transaction is about to commit has to be what the one before has left."""

    def __init__(self, con: Connection) -> None:
        self.seen, self.commits, self.is_right = checksums(con), 0, True

    def __call__(self, con: Connection) -> None:
        self.look(con)
        self.seen, self.commits = checksums(con), self.commits + 1

    def look(self, con: Connection) -> None:
        with closing(con.cursor()) as outside:
            self.is_right = self.is_right and checksums(outside) == self.seen


def imported(warehouse: OpenWarehouse, import_id: str) -> None:
    source = warehouse.folder / "orders.ndjson"
    source.write_text("\n".join(as_texts([order("o1", "ann"), order("o2", "bob", amount=1)])))
    request = ImportRequest(import_id, KEY, str(source), effects_limit=1)
    import_orders(request, warehouse, reader(lambda: 10, NO_CALLBACKS))


def an_import_and_its_undo(warehouse: OpenWarehouse) -> None:
    import_id = new_import_id()
    imported(warehouse, import_id)
    undo(warehouse.con, UndoRequest("imp_undo", KEY, import_id), NOW)


def a_backfill(warehouse: OpenWarehouse) -> None:
    source = written(warehouse.folder / "many.ndjson", 20)
    backfill(request_of(source, portion=8, effects=EffectsMode.DEFAULT), warehouse)


def one_that_is_left_for_another(warehouse: OpenWarehouse) -> None:
    source = written(warehouse.folder / "many.ndjson", 20)
    with suppress(Killed):
        backfill(
            request_of(source, portion=8, effects=EffectsMode.NONE), warehouse, BackfillCallbacks(on_progress=killed)
        )
    backfill(request_of(source, effects=EffectsMode.NONE, is_anew=True), warehouse)


def killed(*_: object) -> None:
    raise Killed


def deliveries(warehouse: OpenWarehouse) -> None:
    imported(warehouse, new_import_id())
    signing_secret(warehouse.con, NOW)
    take_portion(warehouse.con, QUICK, NOW)


def a_rebuild(warehouse: OpenWarehouse) -> None:
    imported(warehouse, new_import_id())
    rebuild(warehouse.con, NOW)


@pytest.mark.parametrize(
    "work", [an_import_and_its_undo, a_backfill, one_that_is_left_for_another, deliveries, a_rebuild]
)
def test_nothing_is_written_outside_of_a_transaction(tmp_path: Path, work: Callable[[OpenWarehouse], None]):
    with open_warehouse(tmp_path, KEY) as con:
        watch = Watch(con)
        outer = before_commit.set(watch)
        try:
            make_segment(con)
            create_distribution(con, NOW, name="mail", trigger=ENTERED, segment="rich", channel="file")
            create_earning_rule(con, NOW, name="earn", trigger=ENTERED, segment="rich", points=5)
            work(OpenWarehouse(tmp_path, con))
        finally:
            before_commit.reset(outer)
        watch.look(con)
    assert watch.is_right
    assert watch.commits > 3
