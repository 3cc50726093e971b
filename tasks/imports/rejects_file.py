"""The file of orders an import handed back: the orders unchanged, one a line, to be mended and imported again.

Beside it, `….reasons.ndjson` says of each line what is wrong with it. Both appear whole or not at all.
"""

import os
from pathlib import Path

import msgspec

from tasks.warehouse.private_files import FILE_MODE, private_folder
from tasks.warehouse.statements import Connection


def write_rejects_file(con: Connection, import_id: str, folder: Path) -> Path | None:
    """Write the import's rejects below `folder` and return the path; None where there is nothing to hand back."""
    query = "SELECT row, source_id, code, path, reason, raw FROM rejects WHERE import_id = ? ORDER BY row"
    rejects = con.execute(query, [import_id]).fetchall()
    if not rejects:
        return None
    private_folder(folder)
    reasons = [dict(zip(("row", "source_id", "code", "path", "reason"), reject, strict=False)) for reject in rejects]
    _replace(folder / f"{import_id}.reasons.ndjson", [msgspec.json.encode(reason).decode() for reason in reasons])
    target = folder / f"{import_id}.rejects.ndjson"
    _replace(target, [raw for *_, raw in rejects])
    return target


def rejected_orders(con: Connection, import_id: str) -> list[str] | None:
    """The texts an import handed back, in source order; none before its orders are stored, and if they never are."""
    if con.execute("SELECT 1 FROM imports WHERE id = ? AND loaded_at IS NOT NULL", [import_id]).fetchone() is None:
        return None
    rows = con.execute("SELECT raw FROM rejects WHERE import_id = ? ORDER BY row", [import_id]).fetchall()
    return [raw for (raw,) in rows]


def _replace(target: Path, lines: list[str]) -> None:
    unfinished = target.with_suffix(".part")
    unfinished.touch(mode=FILE_MODE)
    with unfinished.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(target)
