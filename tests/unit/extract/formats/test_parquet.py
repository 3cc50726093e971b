"""Parquet: each row is an order whose values are those of the file, or the file is refused."""

import json
from datetime import datetime
from decimal import Decimal

import polars as pl
import pytest

from schemas.errors import ImportAbortedError, UsageError
from tasks.extract.mapping_file import read_mapping
from tests.support.projects.sources import HEADER, RETAIL, ROW, parquet, raws


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (pl.Series([2**63], dtype=pl.UInt64), "9223372036854775808"),
        (pl.Series([-5]), "-5"),
        (pl.Series([10.5]), "10.5"),
        (pl.Series([float("nan")]), '"NaN"'),
        (pl.Series([Decimal("12.50")]), "12.50"),
        (pl.Series([True]), "true"),
        (pl.Series(['ö"\n']), r'"ö\"\n"'),
        (pl.Series(["PAID"], dtype=pl.Categorical), '"PAID"'),
        (pl.Series([datetime(2020, 1, 2)]), '"2020-01-02T00:00:00Z"'),
        (pl.Series([datetime(2020, 7, 2)]).dt.replace_time_zone("Europe/London"), '"2020-07-01T23:00:00Z"'),
        (pl.Series([datetime(2020, 1, 2).date()]), '"2020-01-02"'),
        (pl.Series([[{"quantity": 1, "price": None}, None]]), '[{"quantity":1},null]'),
        (pl.Series([{"source_id": "c", "metadata": {"a": None}}]), '{"source_id":"c","metadata":{"a":null}}'),
        (pl.Series([{"metadata": ' {"a":[1]}'}]), '{"metadata": {"a":[1]}}'),
        (pl.Series([{"metadata": '{"a":1}, "id":"x"'}]), r'{"metadata":"{\"a\":1}, \"id\":\"x\""}'),
        (pl.Series([{"metadata": '{"a":1e400}'}]), '{"metadata":{"a":1e400}}'),
        (pl.Series([{"metadata": r'{"a":"\ud83d"}'}]), r'{"metadata":{"a":"\ud83d"}}'),
        (
            pl.Series([{"metadata": '{"a":' + "[" * 500 + "]" * 500 + "}"}]),
            '{"metadata":{"a":' + "[" * 500 + "]" * 500 + "}}",
        ),
        (pl.Series([{"metadata": {"a": float("inf")}}]), '{"metadata":{"a":inf}}'),
    ],
)
def test_a_parquet_value_becomes_json_unchanged(read, value, expected):
    frame = pl.DataFrame({"source_id": ["a"], "value": value})
    assert raws(read("x.parquet", parquet(frame))) == [f'{{"source_id":"a","value":{expected}}}']


def test_parquet_metadata_may_be_json_text_and_null_is_absent(read):
    frame = pl.DataFrame({"source_id": ["a", None], "metadata": ['{"n":12345678901234567890}', None]})
    assert raws(read("x.parquet", parquet(frame))) == ['{"source_id":"a","metadata":{"n":12345678901234567890}}', "{}"]


def test_parquet_that_cannot_be_orders_is_refused(read):
    with pytest.raises(ImportAbortedError, match=r"Column 'items\.sku' holds bytes"):
        read("x.parquet", parquet(pl.DataFrame({"items": [[{"sku": b"x"}]]})))
    with pytest.raises(UsageError, match=r"no column of an order.*--mapping"):
        read("x.parquet", parquet(pl.DataFrame({"InvoiceNo": ["1"]})))


def test_parquet_line_items_take_a_mapping(read):
    frame = pl.read_csv(HEADER + ROW, infer_schema_length=1)
    found = json.loads(raws(read("x.parquet", parquet(frame), mapping=read_mapping(RETAIL)))[0])
    assert (found["customer"]["source_id"], found["items"][0]["price"]) == ("7", 150)
