"""The law of exports: what was exported, imported into an empty project, is the same project."""

import csv
import io
import json

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from schemas.exports.objects import OBJECTS, ExportedObject, ExportFormat
from schemas.ids import new_import_id
from tasks.exports.request import export_request
from tasks.exports.write import stream_export
from tasks.imports.attempt import NO_CALLBACKS, Attempt
from tasks.imports.core import run_stages
from tasks.imports.reading import reader
from tasks.imports.request import ImportRequest
from tasks.warehouse.memory import open_memory
from tasks.warehouse.migrations import migrate
from tasks.warehouse.statements import Connection
from tests.integration.presets.stored import Project
from tests.support.laws.batches import CHANGED_AT, METADATA, NAMED_PERSON, SMALL, some
from tests.support.laws.laws import law, tried
from tests.support.projects.stages import KEY, NOW, import_texts, state

# What belongs to the import and not to the order; the catalogue says the same of a name each time it is stored.
STAMPS = ("import_id", "source_row", "updated_at", "position")
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=4)
CATALOGUE = {
    "product": {
        "k1": {"name": "Mug", "price": 5, "attributes": ["hue"], "metadata": {"a": 1}},
        "k2": {"image_url": ""},
    },
    "sku": {"k1": {"sku": "S", "currency": "EUR", "attributes": {"hue": "blue"}}, "k2": {"price": 7}},
}
NUMBERS = dict.fromkeys(("price", "discount_amount", "discount_quantity", "initial_quantity"), SMALL)
ITEM = st.builds(
    lambda kind, name, item, is_stored: {
        **{**item, "source_id": name, "related_object": kind},
        kind: {**CATALOGUE[kind][name], "override": is_stored},
    },
    st.sampled_from(["product", "sku"]),
    st.sampled_from(["k1", "k2"]),
    some(quantity=st.integers(1, 4), initial_amount=SMALL, metadata=METADATA, **NUMBERS).map(
        lambda item: {"amount": 3, **item}
    ),
    st.booleans(),
)
PEOPLE = st.builds(lambda person, text: {**person, "description": text}, NAMED_PERSON, TEXTS)
ORDER = some(
    status=st.sampled_from(["CREATED", "PAID", "CANCELED", "FULFILLED"]),
    created_at=st.sampled_from(["2020-01-01", "2021-05-06T07:08:09.000001+02:00"]),
    changed_at=CHANGED_AT,
    initial_amount=SMALL,
    discount_amount=SMALL,
    items=st.lists(ITEM, max_size=3),
    metadata=METADATA,
    customer=PEOPLE,
    referrer=PEOPLE,
).map(lambda order: {"amount": 9, **order})
ORDERS = st.lists(ORDER, max_size=5).map(
    lambda orders: [{**order, "source_id": f"o{number}"} for number, order in enumerate(orders)]
)


@pytest.fixture
def empty(con):
    """A second project, and a way to empty both."""
    with open_memory() as other:
        migrate(other)
        yield other


def exported(con: Connection, format: ExportFormat, fields: tuple[str, ...] | None = None) -> str:
    out = io.BytesIO()
    stream_export(con, export_request(ExportedObject.ORDER, format, fields), out, NOW)
    return out.getvalue().decode()


def clear(*projects: Connection) -> None:
    for con in projects:
        for table in ("orders", "order_items", "customers", "products", "skus", "imports", "rejects"):
            con.execute(f"DELETE FROM {table}")


@law(4, suppress=[HealthCheck.function_scoped_fixture])
@given(orders=ORDERS)
def test_a_project_that_is_exported_and_imported_is_the_same(con, empty, orders):
    clear(con, empty)
    staged, _ = import_texts(con, [json.dumps(order) for order in orders])
    tried(orders, staged.rejects.rows())
    text = exported(con, ExportFormat.NDJSON)
    import_texts(empty, text.split("\n")[:-1], "imp_2")
    assert state(empty, *STAMPS) == state(con, *STAMPS)
    assert exported(empty, ExportFormat.NDJSON) == text


@pytest.mark.parametrize("gap", ["\n", "\r\n"])
def test_a_line_break_inside_an_order_ends_no_line(con, gap):
    import_texts(con, [json.dumps({"amount": 1, "metadata": {"a": [1, 2]}}, indent=1).replace("\n", gap)])
    [line] = exported(con, ExportFormat.NDJSON).splitlines()
    assert json.loads(line)["metadata"] == {"a": [1, 2]}


def test_a_csv_export_is_imported_by_the_shipped_mapping(con, empty, tmp_path):
    ann, item = {"source_id": "ann"}, {"amount": 9, "discount_amount": 2}
    orders = [
        {"source_id": "o1", "status": "PAID", "created_at": "2020-01-01T10:00:00Z", "items": [item], "customer": ann},
        {"source_id": "o2", "created_at": "2020-01-02T10:00:00.5Z", "amount": 7, "metadata": {"a": [1.5, None]}},
    ]
    import_texts(con, [json.dumps(order) for order in orders])
    fields = tuple(name for name in OBJECTS[ExportedObject.ORDER].all_fields if name != "items")
    file = tmp_path / "orders.csv"
    file.write_text(exported(con, ExportFormat.CSV, fields))
    request = ImportRequest(new_import_id(), KEY, str(file))
    report = run_stages(Attempt(request), Project(empty), reader(lambda: 10), NO_CALLBACKS)
    assert (report.done_count, report.preset) == (2, "voucherify-csv")
    kept = ("id", "source_id", "status", "created_at", "amount", "total_amount", "customer_id", "metadata")
    rows = [
        list(csv.DictReader(io.StringIO(exported(each, ExportFormat.CSV, kept).replace("\r", ""))))
        for each in (con, empty)
    ]
    assert rows[0] == rows[1]
