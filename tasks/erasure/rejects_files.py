"""Files of rejected orders: the person's are not in them any more."""

from collections.abc import Iterable
from pathlib import Path

from tasks.erased.rejected import ERASED_REASON
from tasks.erasure.about import About
from tasks.imports.rejects_file import write_rejects_file
from tasks.warehouse.statements import Connection, sql
from tasks.warehouse.whole_files import replace_file


def erase_from_rejects(folder: Path, about: About) -> None:
    """Drop the person's lines from files of which the database may know nothing any more."""
    for unfinished in folder.glob("*.part"):
        unfinished.unlink(missing_ok=True)
    for path in sorted(folder.glob("*.ndjson")):
        with path.open("rb") as file:
            kept = [line for line in file if not about.is_order(line.decode(errors="replace"))]
        if sum(map(len, kept)) < path.stat().st_size:
            replace_file(path, kept)


def erased_rejects(con: Connection) -> dict[str, list[int]]:
    """The rows of rejected orders that were erased, by import."""
    return dict(con.execute(sql("erasure/erased_reject_imports"), {"reason": ERASED_REASON}).fetchall())


def rewrite_rejects(con: Connection, folder: Path, imports: Iterable[str]) -> None:
    """Write the files of these imports anew, so that line and reason agree."""
    for import_id in imports:
        if any(folder.glob(f"{import_id}.*")):
            write_rejects_file(con, import_id, folder)
