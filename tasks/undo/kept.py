"""What an undo leaves as it is, since somebody else has said something of it: rows, fields, and keys of metadata."""

from collections.abc import Iterator
from itertools import groupby

import msgspec

from schemas.orders.frames import Kind
from schemas.reports.undo_report import Kept
from tasks.transform.mentioned import FIELDS
from tasks.warehouse.statements import Connection, sql

_TOP_LEVEL = msgspec.json.Decoder(dict[str, msgspec.Raw])
_KEYS = msgspec.json.Decoder(list[str])
_SINCE, _NAMED, _TAKEN = "written since", "named by others", "another one has its source_id"
_KeptRow = tuple[str, str | None, str, str | None, str, str | None, str, str | None, str | None]


def kept_rows(con: Connection, kind: Kind) -> list[Kept]:
    """The rows in `undo_staying` that an import brought which counts no more."""
    found = con.execute(sql("undo/kept_rows")).fetchall()
    return [
        _kept(kind, row_id, source_id, "*", written_by, why=_SINCE if written_by else _NAMED)
        for row_id, source_id, written_by in found
    ]


def kept_fields(con: Connection, kind: Kind) -> list[Kept]:
    """The fields that such an import changed and that are somebody else's by now."""
    if con.execute(sql("undo/has_said")).fetchone() is None:
        return []
    kept = []
    for field in FIELDS[kind]:
        columns = {"was": f"b.{field}::VARCHAR", "is": f"t.{field}::VARCHAR"}
        differs = f"b.{field} IS DISTINCT FROM r.{field} AND b.{field} IS DISTINCT FROM t.{field}"
        kept += _fields(con, kind, field, differs, columns)
    if kind is Kind.ORDER:
        columns = {"was": "NULL", "is": "NULL"}
        kept += _fields(con, kind, "items", "b.items_until <> r.items_until", columns)
    return [*kept, *_metadata_keys(con, kind)]


def taken_names(kind: Kind, taken: list[tuple[str, str, str]]) -> list[Kept]:
    """Rows that are left, as other ones have their names."""
    return [_kept(kind, row_id, name, "source_id", [writer], why=_TAKEN) for row_id, name, writer in taken]


def _fields(con: Connection, kind: Kind, field: str, differs: str, columns: dict[str, str]) -> list[Kept]:
    found = con.execute(sql("undo/kept_fields").format(field=field, differs=differs, **columns)).fetchall()
    return [
        _kept(kind, row_id, source_id, field, [written_by], before=before, now=now)
        for row_id, source_id, written_by, before, now in found
    ]


def _metadata_keys(con: Connection, kind: Kind) -> Iterator[Kept]:
    found: list[_KeptRow] = con.execute(sql("undo/kept_metadata")).fetchall()
    for row_id, rows in groupby(found, lambda row: row[0]):
        last: dict[str, Kept] = {}
        for _, source_id, before, given, keys, now, written_by, later_keys, later in rows:
            said_since = set(_members(later)) if later_keys is None else set(_KEYS.decode(later_keys))
            was, made, is_now = _members(before), _members(given), _members(now)
            for key in _KEYS.decode(keys):
                if key in said_since and made.get(key) != was.get(key) != is_now.get(key):
                    last[key] = _kept(
                        *(kind, row_id, source_id, f"metadata.{key}", [written_by]),
                        before=_text(was.get(key)),
                        now=_text(is_now.get(key)),
                    )
        yield from last.values()


def _members(metadata: str | None) -> dict[str, msgspec.Raw]:
    return {} if metadata is None else _TOP_LEVEL.decode(metadata)


def _text(value: msgspec.Raw | None) -> str | None:
    return None if value is None else bytes(value).decode()


def _kept(
    kind: Kind,
    row_id: str,
    source_id: str | None,
    field: str,
    written_by: list[str],
    *,
    why: str = _SINCE,
    before: str | None = None,
    now: str | None = None,
) -> Kept:
    return Kept(
        kind=kind.noun,
        id=row_id,
        source_id=source_id,
        field=field,
        why=why,
        written_by=written_by,
        before=before,
        now=now,
    )
