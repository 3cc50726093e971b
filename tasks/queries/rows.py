"""How every entity is read: one by its name, or a page of those that the filters select.

Each function looks at one page only, whatever the tables hold. Names in SQL are ours; values are always bound. What
is JSON in the database stays the text it is (`msgspec.Raw`): no number is too large for it, and no list too deep.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from schemas.timestamps import zulu
from tasks.queries.filters import NO_FILTERS, Filters, bound_values, condition
from tasks.warehouse.statements import Connection, sql

Row = dict[str, object]
"""One entity, ready for JSON, by the names of its columns."""

ORDERINGS = ("created_at", "-created_at", "updated_at", "-updated_at", "source_id", "-source_id")


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list: at most `limit` entities, page 1 first, in one of `ORDERINGS`."""

    limit: int = 10
    page: int = 1
    order: str = "-created_at"


def read_page(
    con: Connection, table: str, page: Page, filters: Filters = NO_FILTERS, *, snapshots: Sequence[str] = ()
) -> tuple[list[Row], int]:
    """A page of what `sql/<table>.sql` selects, and how many there are in all; `snapshots` as in `read_rows`."""
    if page.order not in ORDERINGS:
        message = f"{page.order!r} is no ordering"
        raise ValueError(message)
    column, direction = page.order.lstrip("-"), "DESC" if page.order.startswith("-") else "ASC"
    where, bound = condition(filters), bound_values(filters)
    part = f"ORDER BY {table}.{column} {direction}, {table}.id {direction} LIMIT $limit OFFSET $offset"
    bounds = {"limit": page.limit, "offset": (page.page - 1) * page.limit}
    rows = read_rows(con, f"{_select(table)} WHERE {where} {part}", {**bound, **bounds}, snapshots)
    count = f"SELECT count(*) FROM {table} WHERE {where}"  # noqa: S608 - both are ours
    [(total,)] = con.execute(count, bound).fetchall()
    return rows, total


def find_row(con: Connection, table: str, name: str, snapshots: Sequence[str] = ()) -> Row | None:
    """What `sql/<table>.sql` selects for this `id`, else this `source_id`; `snapshots` as in `read_rows`."""
    for column in ("id", "source_id"):
        rows = read_rows(con, f"{_select(table)} WHERE {column} = $name", {"name": name}, snapshots)
        if rows:
            return rows[0]
    return None


def read_rows(con: Connection, statement: str, bound: Mapping[str, object], snapshots: Sequence[str] = ()) -> list[Row]:
    """What a statement finds; columns called `snapshots` hold JSON objects or nothing, as metadata does."""
    found = con.execute(statement, bound)
    names = [column[0] for column in found.description]
    absent = {"metadata": "{}", **dict.fromkeys(snapshots, "null")}
    return [
        {
            name: msgspec.Raw((value or absent[name]).encode()) if name in absent else _plain(value)
            for name, value in zip(names, row, strict=True)
        }
        for row in found.fetchall()
    ]


def _select(table: str) -> str:
    return sql(f"queries/{table}")


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return zulu(value)
    return value.isoformat() if isinstance(value, date) else value
