"""Where in which file a write of an import came from, and what is there now."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

from schemas.errors import OrdersError
from schemas.reports.lineage import History, Version
from tasks.extract.extract import extract
from tasks.extract.source_name import is_local, shown_name
from tasks.warehouse.statements import Connection, sql

_LARGEST_FILE = 64 * 2**20
Place = Callable[[str, str | None, int | None], tuple[str | None, int | None]]


def places(con: Connection) -> Place:
    """A function that knows, of an import, its source and a row, which file that is in and where; in a backfill the
    rows of all files are counted on.
    """

    @cache
    def files(import_id: str) -> list[tuple[int, str]]:
        found: list[tuple[int, str]] = con.execute(sql("lineage/backfill_places"), {"import_id": import_id}).fetchall()
        return found

    def place(import_id: str, source: str | None, row: int | None) -> tuple[str | None, int | None]:
        if row is None:
            return source, None
        begun = [(first_row, name) for first_row, name in files(import_id) if first_row <= row]
        return (shown_name(begun[-1][1]), row - begun[-1][0]) if begun else (source, row)

    return place


def with_raw(history: History) -> History:
    """The same with the orders as the sources have them now: of local files that are not too large and still name what
    the history is of.
    """
    name, texts = json.dumps(history.source_id or history.id, ensure_ascii=False), cache(_texts)

    def looked_up(version: Version) -> Version:
        raw = None if version.source is None or version.row is None else texts(version.source).get(version.row)
        return version.model_copy(update={"raw": raw if raw and name in raw else None})

    return history.model_copy(update={"versions": [looked_up(version) for version in history.versions]})


def _texts(source: str) -> dict[int, str]:
    """The orders of a source by their rows; nothing where it cannot be read without its mapping, or is not there."""
    path = Path(source)
    if not is_local(source) or not path.is_file() or path.stat().st_size > _LARGEST_FILE:
        return {}
    try:
        orders = extract(source).orders
    except OrdersError:
        return {}
    return dict(orders.select("row", "raw").iter_rows())
