"""A history as the API shows it: no paths of this machine, and nothing that is read from its files."""

from pathlib import PurePath

from schemas.orders.frames import Kind
from schemas.reports.lineage import History
from tasks.extract.source_name import is_local
from tasks.lineage.history import history_of
from tasks.warehouse.statements import Connection


def public_history(con: Connection, kind: Kind, name: str) -> History:
    """What `history_of` finds, files by their names alone. Raises what it raises."""
    history = history_of(con, kind, name)
    versions = [each.model_copy(update={"source": _file_name(each.source)}) for each in history.versions]
    counted = [each.model_copy(update={"source": _file_name(each.source)}) for each in history.counted_orders]
    return history.model_copy(update={"versions": versions, "counted_orders": counted})


def _file_name(source: str | None) -> str | None:
    return PurePath(source).name if source is not None and is_local(source) else source
