"""What a file of an export holds, in each format."""

import io
import json
import stat

import polars as pl
import pytest

from schemas.errors import UsageError
from schemas.exports.objects import OBJECTS, ExportedObject, ExportFormat
from tasks.exports import portions
from tasks.exports.request import export_request
from tasks.exports.write import write_export
from tests.support.projects.stages import NOW, import_orders

ANN = {"source_id": "ann", "name": 'Ann "A", B', "address": {"city": "Łódź"}, "metadata": {"vip": True}}
MUG = {"source_id": "mug", "name": "Mug", "price": 5, "attributes": ["hue"], "override": True}
ORDERS = (
    {
        "source_id": "o1",
        "status": "PAID",
        "created_at": "2020-01-01T10:00:00.123456Z",
        "discount_amount": 3,
        "metadata": {"a": 1.5, "b.c": [1, None], "t": "x"},
        "customer": ANN,
        "items": [{"quantity": 2, "price": 5, "discount_amount": 1, "product": MUG}],
    },
    {"source_id": "o2", "created_at": "2020-01-02", "amount": 7, "metadata": {"a": 2}},
)
ORDER, CUSTOMER = ExportedObject.ORDER, ExportedObject.CUSTOMER
CSV, NDJSON, PARQUET = ExportFormat


@pytest.fixture(autouse=True)
def stored(con):
    import_orders(con, *ORDERS)


def lines(text: bytes) -> list[str]:
    return text.decode().splitlines()


@pytest.mark.parametrize(
    ("what", "fields", "expected"),
    [
        (ORDER, ["source_id", "status", "created_at"], ["o1,PAID,2020-01-01T10:00:00.123456Z"]),
        (ORDER, ["amount", "discount_amount", "total_discount_amount", "total_amount"], ["10,3,4,6"]),
        (ORDER, ["updated_at", "referrer_id", "customer_source_id"], [",,ann"]),
        (ORDER, ["metadata.a", "metadata.b.c", "metadata.none"], ['1.5,"[1,null]",']),
        (CUSTOMER, ["name", "address_city", "orders_total_count"], ['"Ann ""A"", B",Łódź,0']),
        (ExportedObject.PRODUCT, ["source_id", "attributes", "price"], ['mug,"[""hue""]",5']),
        (ExportedObject.SKU, ["source_id"], []),
    ],
)
def test_a_csv_file_has_a_column_for_each_field(export, what, fields, expected):
    assert lines(export(what, CSV, fields))[:2] == [",".join(fields), *expected]


def test_an_export_that_names_no_fields_has_those_of_the_original(export):
    assert lines(export(ORDER, CSV))[0] == "id,source_id,status"
    assert lines(export(CUSTOMER, CSV))[0] == "name,source_id"


def test_metadata_is_one_column_of_json_or_one_for_each_key(export, monkeypatch):
    assert lines(export(ORDER, CSV, ["metadata"]))[1] == '"{""a"":1.5,""b.c"":[1,null],""t"":""x""}"'
    found = lines(export(ORDER, CSV, ["metadata", "amount"], expands_metadata=True))
    assert found == ["metadata.a,metadata.b.c,metadata.t,amount", '1.5,"[1,null]",x,10', "2,,,7"]
    monkeypatch.setattr(portions, "MOST_METADATA_COLUMNS", 2)
    with pytest.raises(UsageError, match="metadata has 3 keys, and an export can have 2 columns"):
        export(ORDER, CSV, ["metadata"], expands_metadata=True)


@pytest.mark.parametrize(
    ("filters", "order", "names"),
    [
        (None, None, ["o1", "o2"]),
        (None, "-created_at", ["o2", "o1"]),
        ({"status": {"conditions": {"$is": "PAID"}}}, None, ["o1"]),
        ({"metadata.a": {"conditions": {"$more_than": 1.7}}}, None, ["o2"]),
        ({"created_at": {"conditions": {"$after": "2020-01-01"}}}, "status", ["o2"]),
        ({"total_amount": {"conditions": {"$in": [6, 8]}}}, None, ["o1"]),
        (
            {"junction": "or", "total_amount": {"conditions": {"$is": 6}}, "source_id": {"conditions": {"$is": "o2"}}},
            "-status",
            ["o1", "o2"],
        ),
    ],
)
def test_rows_are_filtered_and_ordered(export, filters, order, names):
    assert lines(export(ORDER, CSV, ["source_id"], filters, order))[1:] == names


def test_fields_as_ndjson_keep_their_types(export):
    fields = ("source_id", "amount", "total_amount", "metadata", "items")
    first, second = map(json.loads, lines(export(ORDER, NDJSON, fields)))
    assert first.items() >= {"source_id": "o1", "total_amount": 6, "metadata": ORDERS[0]["metadata"]}.items()
    assert first["items"][0].items() >= {"quantity": 2, "amount": 10, "product": MUG}.items()
    assert second == {"source_id": "o2", "amount": 7, "total_amount": 7, "metadata": {"a": 2}, "items": None}


def test_customers_have_an_own_form(export):
    assert [json.loads(line) for line in lines(export(CUSTOMER, NDJSON))] == [ANN]


def test_parquet_has_types(export):
    found = pl.read_parquet(io.BytesIO(export(ORDER, PARQUET, OBJECTS[ORDER].all_fields)))
    assert found["total_amount"].cast(pl.Int64).to_list() == [6, 7]
    assert (found.schema["created_at"], found["customer_source_id"].to_list()) == (pl.Datetime("us"), ["ann", None])


@pytest.mark.parametrize("format", ExportFormat)
def test_however_small_the_portions_the_file_is_the_same(export, monkeypatch, format):
    whole = export(ORDER, format, ["id", "metadata"])
    monkeypatch.setattr(portions, "AT_ONCE", 1)
    found = export(ORDER, format, ["id", "metadata"])
    if format is PARQUET:
        assert pl.read_parquet(io.BytesIO(found)).equals(pl.read_parquet(io.BytesIO(whole)))
    else:
        assert found == whole


def test_a_file_is_there_whole_or_not_at_all(con, tmp_path):
    request, target = export_request(ORDER, CSV, ["id"]), tmp_path / "orders.csv"
    assert write_export(con, request, target, NOW) == 2
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    before = target.read_bytes()
    con.execute("DROP TABLE orders")
    with pytest.raises(Exception, match="orders"):
        write_export(con, request, target, NOW)
    assert (target.read_bytes(), list(tmp_path.iterdir())) == (before, [target])
