"""Exports as they come from real systems, each reduced to a few lines: what is stored of them in the end.

A case is the files imported one after the other, each with its mapping, and the right outcome: the orders that are
stored then, and how many customers; or a part of the line that refuses the last file.
"""

import gzip
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from schemas.errors import ImportAbortedError
from schemas.ids import ProjectKey, new_import_id
from tasks.imports.core import import_orders
from tasks.imports.reading import reader
from tasks.imports.request import ImportRequest
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.project import ProjectWarehouse

KEY = ProjectKey("acme", "shop")
Order = tuple[str, int, str, int]
"""source_id, amount, status, number of items."""


@dataclass(frozen=True)
class Export:
    """One file: its name, its content, its mapping if it needs one."""

    name: str
    content: str | bytes
    mapping: str = ""


@dataclass(frozen=True)
class Case:
    """`rejected` are the paths of what the last file has handed back."""

    files: list[Export]
    orders: list[Order] = field(default_factory=list)
    customers: int = 0
    rejected: list[str] = field(default_factory=list)
    refused: str = ""


MONEY = '[money]\ncurrency = "USD"\n'
LINES = (
    f'[order]\nsource_id = "id"\n[items]\nquantity = "qty"\nprice = "price"\n[items.product]\nname = "title"\n{MONEY}'
)
PAYMENTS = f'[order]\nsource_id = "id"\namount = "paid"\nstatus = {{ constant = "PAID" }}\n{MONEY}'
HEADERS = f'[order]\nsource_id = "id"\nstatus = "status"\n[customer]\nsource_id = "customer"\n{MONEY}'
TWO_LINES = "id,title,qty,price\no1,Mug,1,20\no1,Cup,2,5\n"
INCHES = 'id,title,qty,price\n1,"Nail 6{mark}" long",1,2.50\n2,"Nail",1,1.00\n3,"Nail 5{mark}" long",1,2.00\n'
GUESTS = (
    '[{"source_id":"w1","customer":{"source_id":null,"name":null}},{"source_id":"w2","customer":{"source_id":"c"}}]'
)
CHILDREN = '{"name":"#1","total":{"amount":"49.95"}}\n{"title":"Mug","sku":"M","__parentId":"1"}\n'
TWICE = '{"source_id":"d1","amount":1,"amount":2}\n{"source_id":"d2","customer":{"name":"a"},"customer":{"name":"b"}}\n'
PLAIN = '{"source_id":"a","amount":1}\n'
GUEST_ORDERS = [("w1", 0, "CREATED", 0), ("w2", 0, "CREATED", 0)]
PAID = [("p1", 4990, "PAID", 0), ("p2", 1000, "PAID", 0)]
NAILS = [("1", 250, "CREATED", 1), ("2", 100, "CREATED", 1), ("3", 200, "CREATED", 1)]

CASES = {
    "children on lines of their own are no orders": Case([Export("x.jsonl", CHILDREN)], rejected=["$", "$"]),
    "guests are no customers": Case([Export("x.json", GUESTS)], GUEST_ORDERS, customers=1),
    "guests imported again are no customers": Case([Export("x.json", GUESTS)] * 2, GUEST_ORDERS, customers=1),
    "a key given twice is handed back": Case([Export("x.ndjson", TWICE)], rejected=["$.amount", "$.customer"]),
    "all members of a gzip file are read": Case(
        [Export("x.ndjson.gz", gzip.compress(PLAIN.encode()) + gzip.compress(b'{"source_id":"b","amount":2}'))],
        [("a", 1, "CREATED", 0), ("b", 2, "CREATED", 0)],
    ),
    "UTF-16 with its mark is read": Case([Export("x.ndjson", PLAIN.encode("utf-16"))], [("a", 1, "CREATED", 0)]),
    "payments have no lines": Case([Export("x.csv", "id,paid\np1,49.90\np2,10.00\n", PAYMENTS)], PAID),
    "payments with an empty [items] have none": Case(
        [Export("x.csv", "id,paid\np1,49.90\np2,10.00\n", PAYMENTS + "[items]\n")], PAID
    ),
    "headers after lines leave the lines": Case(
        [
            Export("lines.csv", TWO_LINES, LINES),
            Export("headers.csv", "id,status,customer\no1,PAID,c1\n", HEADERS),
        ],
        [("o1", 3000, "PAID", 2)],
        customers=1,
    ),
    "lines after headers keep the headers": Case(
        [
            Export("headers.csv", "id,status,customer\no1,PAID,c1\n", HEADERS),
            Export("lines.csv", TWO_LINES, LINES),
        ],
        [("o1", 3000, "PAID", 2)],
        customers=1,
    ),
    "a quote inside of a cell is refused": Case(
        [Export("x.csv", INCHES.format(mark=""), LINES)], refused="x.csv is not a CSV file that can be read: line 2"
    ),
    "a quote after a backslash is refused": Case(
        [Export("x.csv", INCHES.format(mark="\\"), LINES)], refused="x.csv is not a CSV file that can be read: line 2"
    ),
    "a quote after a backslash is read where the mapping says so": Case(
        [Export("x.csv", INCHES.format(mark="\\"), LINES + '[file]\nescape = "\\\\"\n')], NAILS
    ),
    "a mapped column that occurs twice is refused": Case(
        [Export("x.csv", "id,title,qty,price,title,qty,price\no1,Mug,1,5,Cup,1,20\n", LINES)],
        refused="more than one column called 'title'",
    ),
    "one amount written in two ways is one amount": Case(
        [Export("x.csv", "id,paid\np1,5\np1,5.00\np2,10\n", PAYMENTS)],
        [("p1", 500, "PAID", 0), ("p2", 1000, "PAID", 0)],
    ),
}


def imported(folder: Path, files: list[Export]) -> list[str]:
    """Import the files; the paths of what the last one has handed back."""
    paths: list[str] = []
    for export in files:
        content = export.content.encode() if isinstance(export.content, str) else export.content
        (folder / export.name).write_bytes(content)
        (folder / "m.toml").write_text(export.mapping)
        mapping = str(folder / "m.toml") if export.mapping else None
        request = ImportRequest(new_import_id(), KEY, str(folder / export.name), mapping=mapping)
        report = import_orders(request, ProjectWarehouse(KEY, folder, 1.0), reader(lambda: 10))
        paths = [reject.path for reject in report.failed]
    return paths


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_an_export_has_the_right_outcome(tmp_path, case):
    if case.refused:
        with pytest.raises(ImportAbortedError) as refused:
            imported(tmp_path, case.files)
        assert case.refused in str(refused.value)
    else:
        assert imported(tmp_path, case.files) == case.rejected
    with open_warehouse(tmp_path, KEY) as con:
        items = "(SELECT count(*) FROM order_items WHERE order_id = o.id)"
        stored = con.execute(f"SELECT source_id, amount, status, {items} FROM orders o ORDER BY source_id").fetchall()
        [(customers,)] = con.execute("SELECT count(*) FROM customers").fetchall()
    assert (stored, customers) == (case.orders, case.customers)
