"""The file of orders an import handed back: the orders unchanged, one a line, to be mended and imported again.

Beside it, `….reasons.ndjson` says of each line what is wrong with it. Both appear whole or not at all. Orders whose
text is not kept any more, since it named somebody who was erased or is too old, are in neither.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from tasks.warehouse.private_files import FILE_MODE, private_folder
from tasks.warehouse.statements import Connection

_AT_ONCE = 1000


def write_rejects_file(con: Connection, import_id: str, folder: Path) -> Path | None:
    """Write the import's rejects below `folder` and return the path; None where there is nothing to hand back."""
    target, about = folder / f"{import_id}.rejects.ndjson", folder / f"{import_id}.reasons.ndjson"
    if con.execute("SELECT 1 FROM rejects WHERE import_id = ? AND raw <> '' LIMIT 1", [import_id]).fetchone() is None:
        target.unlink(missing_ok=True)
        about.unlink(missing_ok=True)
        return None
    private_folder(folder)
    names = ("row", "source_id", "code", "path", "reason")
    reasons = (dict(zip(names, reject, strict=True)) for reject in _rejects(con, import_id, ", ".join(names)))
    _replace(about, (msgspec.json.encode(reason).decode() for reason in reasons))
    _replace(target, (raw for (raw,) in _rejects(con, import_id, "raw")))
    return target


def _rejects(con: Connection, import_id: str, columns: str) -> Iterator[tuple[Any, ...]]:
    """These columns of what an import handed back, a portion of them in memory at a time."""
    query = f"SELECT {columns} FROM rejects WHERE import_id = ? AND raw <> '' ORDER BY row"  # noqa: S608 - the names are ours
    found = con.execute(query, [import_id])
    while rows := found.fetchmany(_AT_ONCE):
        yield from rows


def rejected_orders(con: Connection, import_id: str) -> list[str] | None:
    """The texts an import handed back, in source order; none before its orders are stored, and if they never are."""
    if con.execute("SELECT 1 FROM imports WHERE id = ? AND loaded_at IS NOT NULL", [import_id]).fetchone() is None:
        return None
    rows = con.execute("SELECT raw FROM rejects WHERE import_id = ? AND raw <> '' ORDER BY row", [import_id]).fetchall()
    return [raw for (raw,) in rows]


def _replace(target: Path, lines: Iterable[str]) -> None:
    unfinished = target.with_suffix(".part")
    unfinished.touch(mode=FILE_MODE)
    with unfinished.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(target)
