"""Which later imports have to be undone too, so that nothing of an import is left: those that wrote the same fields."""

from schemas.ids import ProjectKey
from schemas.orders.frames import Kind
from tasks.undo.apply import forget
from tasks.undo.chosen import choose, register_chosen, require_undoable, undos_of
from tasks.undo.kept import kept_fields, kept_rows
from tasks.undo.replay import replay
from tasks.warehouse.statements import Connection, sql

_REHEARSED = "imp_rehearsed"


def with_later(con: Connection, key: ProjectKey, undone: list[str]) -> list[str]:
    """These imports, and the later ones that keep them from being undone as a whole, the last begun first.

    Raises `UsageError` if one of them cannot be undone. On-going changes are never undone.
    """
    found = set(undone)
    while later := _writers_since(con, sorted(found)) - found:
        for import_id in sorted(later):
            require_undoable(con, key, import_id)
        found |= later
    begun = "SELECT id FROM imports WHERE id IN (SELECT unnest(CAST(? AS VARCHAR[]))) ORDER BY started_at DESC, id"
    return [import_id for (import_id,) in con.execute(begun, [sorted(found)]).fetchall()]


def _writers_since(con: Connection, undone: list[str]) -> set[str]:
    register_chosen(con, choose(con, _REHEARSED, undone))
    writers: set[str] = set()
    for kind in Kind:
        if replay(con, kind):
            con.execute(sql("undo/staying_orders"))
            for kept in (*kept_rows(con, kind), *kept_fields(con, kind)):
                writers.update(kept.written_by)
        forget(con)
    imports = {import_id for (import_id,) in con.execute("SELECT id FROM imports").fetchall()}
    return writers & imports - {undo_id for undo_id, _ in undos_of(con)}
