"""A project in memory, and exports of it as text."""

import io
from collections.abc import Callable, Iterator

import pytest

from schemas.exports.objects import ExportedObject, ExportFormat
from tasks.exports.request import export_request
from tasks.exports.write import stream_export
from tasks.warehouse.memory import open_memory
from tasks.warehouse.migrations import migrate
from tasks.warehouse.statements import Connection
from tests.support.projects.stages import NOW

Export = Callable[..., bytes]


@pytest.fixture
def con() -> Iterator[Connection]:
    with open_memory() as con:
        migrate(con)
        yield con


@pytest.fixture
def export(con: Connection) -> Export:
    """Export from `con`: what, format, and what else `export_request` takes."""

    def exported(what: ExportedObject, format: ExportFormat, *asked: object, **more: bool) -> bytes:
        out = io.BytesIO()
        stream_export(con, export_request(what, format, *asked, **more), out, NOW)
        return out.getvalue()

    return exported
