"""Which rows an export has, in which order: chosen once, as numbered ids in the temporary table `chosen`."""

from datetime import datetime

from schemas.exports.objects import OBJECTS, ExportedObject
from schemas.segments.filter import parse_filter
from tasks.exports.request import ExportRequest
from tasks.segments.binder import Binder
from tasks.segments.filter_sql import compile_filter
from tasks.warehouse.statements import Connection, sql

_TABLES = {
    ExportedObject.ORDER: "orders",
    ExportedObject.CUSTOMER: "customers",
    ExportedObject.PRODUCT: "products",
    ExportedObject.SKU: "skus",
}


def facts_of(what: ExportedObject) -> str:
    """The query for the rows of this object with all their columns."""
    return sql(f"exports/{_TABLES[what]}")


def choose(con: Connection, request: ExportRequest, now: datetime) -> int:
    """Choose the rows of an export as seen at `now` (naive UTC); returns how many there are."""
    binder, columns, condition = Binder(), "", "true"
    if request.filters is not None:
        compiled = compile_filter(parse_filter(request.filters, OBJECTS[request.what].filters), now, binder)
        columns, condition = f", {compiled.columns}", compiled.condition
    names = {
        "ordering": request.order.removeprefix("-") or "position",
        "direction": "DESC" if request.order.startswith("-") else "ASC",
        "columns": columns,
        "condition": condition,
        "facts": facts_of(request.what),
    }
    con.execute(sql("exports/choose").format(**names), binder.values)
    [(count,)] = con.execute("SELECT count(*) FROM chosen").fetchall()
    return int(count)
