"""The history of one row: every write of it, with who, from what, when, and what it changed."""

from collections.abc import Iterator
from datetime import datetime

from schemas.errors import NotFoundError
from schemas.orders.frames import Kind
from schemas.reports.lineage import Did, FieldChange, History, Version
from tasks.lineage.counted import counted_orders
from tasks.lineage.differences import changes
from tasks.lineage.places import Place, places
from tasks.retention.kept import History as Pruned
from tasks.retention.pruned import pruned_until
from tasks.warehouse.statements import Connection, sql

_Row = dict[str, object]


def history_of(con: Connection, kind: Kind, name: str) -> History:
    """All writes of the row with this `id`, else this `source_id`; one that is deleted has a history, too.

    Raises `NotFoundError` if the project never had such a row.
    """
    names = {"table": kind.table, "versions": kind.versions}
    found = con.execute(sql("lineage/find_id").format(**names), {"name": name}).fetchone()
    if found is None:
        message = f"Cannot find {kind.noun} with id or source_id {name!r}."
        raise NotFoundError(message)
    who = {"id": found[0]}
    rows = _rows(con, sql("lineage/versions").format(**names), who)
    said = _rows(con, sql("lineage/mentions").format(**names), who)
    place = places(con)
    until = pruned_until(con).get(Pruned.VERSIONS)
    first_at, last = rows[0]["updated_at"], rows[-1]
    is_cut = until is not None and isinstance(first_at, datetime) and first_at < until
    return History(
        kind=kind.noun,
        id=str(last["id"]),
        source_id=_text(last["source_id"]),
        is_stored=last["is_stored"] == 1,
        pruned_until=until if is_cut else None,
        is_whole=not is_cut and all(row["write_number"] is not None or row["is_stored"] for row in rows),
        versions=[_placed(version, place) for version in _versions(kind, rows, said)],
        counted_orders=counted_orders(con, found[0], place) if kind is Kind.CUSTOMER else [],
    )


def _placed(version: Version, place: Place) -> Version:
    source, row = place(version.written_by, version.source, version.row)
    return version.model_copy(update={"source": source, "row": row})


def _versions(kind: Kind, rows: list[_Row], said: list[_Row]) -> Iterator[Version]:
    """Writes in the order in which they came; who said again what was so already stands where that was."""
    before: _Row = {}
    written = {(row["import_id"], row["write_number"]): row["row"] for row in said}
    for row in rows:
        number = before.get("write_number")
        if before and before["replaced_by"] != row["import_id"]:
            yield _deleted(before)
            before = {}
        made = changes(kind, before, row)
        yield _version(row, Did.CHANGED if before else Did.CREATED, made, written.get((row["import_id"], number)))
        yield from _said_again(said, number, row)
        before = row
    if not before["is_stored"]:
        yield _deleted(before)


def _version(row: _Row, did: Did, made: list[FieldChange], mentioned_at: object) -> Version:
    is_imported = row["source"] is not None and not str(row["source"]).startswith("undo of ")
    return Version(
        did=did,
        written_by=str(row["import_id"]),
        source=_text(row["source"]),
        row=_number(row.get("source_row", mentioned_at)) if is_imported else None,
        at=_time(row["updated_at"]),
        changes=made,
    )


def _said_again(said: list[_Row], since: object, row: _Row) -> Iterator[Version]:
    """What was said of a version while it was there, and changed nothing."""
    first, until = _number(since) or 0, _number(row["write_number"])
    for one in said:
        number = _number(one["write_number"]) or 0
        if first < number and (until is None or number < until):
            yield Version(
                did=Did.SAID_AGAIN,
                written_by=str(one["import_id"]),
                source=_text(one["source"]),
                row=None if one["source"] is None else _number(one["row"]),
                at=_time(one["said_at"]),
            )


def _deleted(row: _Row) -> Version:
    by, source = str(row["replaced_by"]), _text(row["replaced_from"])
    return Version(did=Did.DELETED, written_by=by, source=source, at=_time(row["replaced_at"]))


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _time(value: object) -> datetime | None:
    return value if isinstance(value, datetime) else None


def _rows(con: Connection, statement: str, who: dict[str, str]) -> list[_Row]:
    found = con.execute(statement, who)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _text(value: object) -> str | None:
    return None if value is None else str(value)
