"""Exports and bug reports from real life, each reduced to a few lines, with what must come of it."""

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from schemas.errors import ImportAbortedError, UsageError
from schemas.mapping.mapping import Mapping
from tasks.extract.extract import extract
from tasks.extract.lines.frames import Lines
from tasks.extract.lines.orders import orders_from_lines

AT = '[order]\nsource_id = "id"\ncreated_at = "at"\n[dates]\nformat = "{format}"\ntime_zone = "Europe/Berlin"\n'
TOTAL = '[order]\nsource_id = "id"\namount = "total"\n[money]\ncurrency = "EUR"\n'
EUROPEAN = (
    '[order]\nsource_id = "id"\n[items]\nquantity = "qty"\nprice = "price"\n'
    '[money]\ncurrency = "EUR"\ndecimal_separator = ","\nthousands_separator = "."\n'
)


def mapped(columns: dict[str, list], mapping: str) -> pl.DataFrame:
    return orders_from_lines(Lines(pl.DataFrame(columns)), Mapping.from_toml(mapping, "m.toml")).orders


def orders(columns: dict[str, list], mapping: str) -> list[dict]:
    found = mapped(columns, mapping)
    assert found["reason"].to_list() == [None] * found.height
    return [json.loads(raw) for raw in found["raw"]]


@pytest.mark.parametrize(
    ("format", "cell", "at"),
    [
        ("%Y-%m-%d %H:%M:%S.%f", "2020-06-16 14:22:05.010", "2020-06-16T12:22:05.010Z"),
        ("%Y-%m-%d %H:%M:%S.%f", "2020-06-16 14:22:05.123456", "2020-06-16T12:22:05.123456Z"),
        ("%Y-%m-%d %H:%M:%S%.f", "2020-06-16 14:22:05.357", "2020-06-16T12:22:05.357Z"),
        ("%Y-%m-%dT%H:%M:%S%.f%z", "2022-03-09T09:16:32.521Z", "2022-03-09T09:16:32.521Z"),
        ("%Y-%m-%dT%H:%M:%S%.f%z", "2022-03-09T09:16:32.521+01:00", "2022-03-09T08:16:32.521Z"),
        ("%Y-%m-%d %H:%M:%S %z", "2022-03-09 09:16:32 -0500", "2022-03-09T14:16:32Z"),
        ("%s", "1546398245", "2019-01-02T03:04:05Z"),
        ("%s", "1562072645", "2019-07-02T13:04:05Z"),
        ("%m/%d/%Y %I:%M %p", "6/16/2020 02:22 PM", "2020-06-16T12:22:00Z"),
        ("%d.%m.%Y", "1.2.2020", "2020-01-31T23:00:00Z"),
    ],
)
def test_a_time_is_read_as_its_pattern_says(format, cell, at):
    [order] = orders({"id": ["1"], "at": [cell]}, AT.format(format=format))
    assert order["created_at"].removesuffix("Z") == at.removesuffix("Z")


@pytest.mark.parametrize(
    ("format", "why"),
    [
        ("%Y-%m-%d %H:%M %Z", "%Z is not used"),
        ("%q %Y-%m-%d", "%q in"),
        ("%c", "%c in"),
        ("%Y-%m-%d %s", "%s, seconds since 1970, stands alone"),
        ("%f %Y-%m-%d %H:%M:%S", "write the seconds and their fraction as %S.%f"),
        ("%d/%m %H:%M", "does not say a whole date"),
        ("%Y-%m-%d %I:%M", "not the whole time of day"),
        ("%Y-%m-%d %", "% in"),
    ],
)
def test_a_pattern_that_cannot_be_honoured_is_refused_with_the_mapping(format, why):
    with pytest.raises(UsageError, match=r"is not valid at dates\.format") as refused:
        Mapping.from_toml(AT.format(format=format), "m.toml")
    assert why in refused.value.message


@pytest.mark.parametrize("cell", ["1546398245123", "253402300800", "1.5.5", ""])
def test_a_cell_that_is_no_time_keeps_its_text(cell):
    found = mapped({"id": ["1"], "at": [cell]}, AT.format(format="%s"))
    assert json.loads(found["raw"].item()).get("created_at", "") == cell
    assert (found["reason"].item() or "").startswith(f"'{cell}' is not a time written as %s" if cell else "")
    assert found["reason"].has_nulls() is (cell == "")


@pytest.mark.parametrize(
    ("price", "amount"),
    [(Decimal("12.500"), 1250), (12.5, 1250), (1234, 123400), ("1.234,5", 123450)],
)
def test_a_number_of_a_typed_column_has_no_separators(price, amount):
    [order] = orders({"id": ["1"], "qty": ["1"], "price": [price]}, EUROPEAN)
    assert order["items"] == [{"quantity": 1, "price": amount}]


@pytest.mark.parametrize(("quantity", "is_whole"), [(2.0, True), (Decimal("3.00"), True), (2.5, False)])
def test_a_whole_number_may_come_in_a_column_of_fractions(quantity, is_whole):
    found = mapped({"id": ["1"], "qty": [quantity], "price": ["1"]}, EUROPEAN)
    assert found["reason"].is_null().item() is is_whole


@pytest.mark.parametrize(
    ("totals", "agree"),
    [(["5", "5.00"], True), (["5", "", "5.0"], True), (["5", "5.00", "5.01"], False), (["5", "5.00", "x"], False)],
)
def test_lines_agree_when_they_say_the_same_amount(totals, agree):
    found = mapped({"id": ["1"] * len(totals) + ["2"], "total": [*totals, "7"]}, TOTAL)
    assert found["reason"].is_null().to_list() == [agree, True]


@pytest.mark.parametrize("items", ["", "[items]\n", "[items]\nquantity = { constant = 1 }\n"])
def test_orders_without_lines_have_no_items(items):
    [order] = orders({"id": ["ch_1"], "total": ["49.90"]}, TOTAL + items)
    assert order == {"source_id": "ch_1", "amount": 4990}


def written(folder: Path, frame: pl.DataFrame) -> str:
    frame.write_parquet(folder / "orders.parquet")
    return str(folder / "orders.parquet")


def test_a_parquet_map_is_an_object(tmp_path):
    frame = pl.DataFrame({"source_id": ["1", "2"]}).with_columns(
        metadata=pl.Series([{"channel": "web", "utm": None}, {}], dtype=pl.Map(pl.String, pl.String))
    )
    texts = extract(written(tmp_path, frame)).orders["raw"]
    assert [json.loads(text)["metadata"] for text in texts] == [{"channel": "web", "utm": None}, {}]


@pytest.mark.parametrize("value", [timedelta(seconds=1), b"\xff"])
def test_what_json_cannot_hold_is_only_counted_where_nothing_maps_it(tmp_path, value):
    odd = pl.DataFrame({"source_id": ["1"], "other": [value]})
    assert json.loads(extract(written(tmp_path, odd)).orders["raw"].item()) == {"source_id": "1", "other": True}
    known = pl.DataFrame({"source_id": ["1"], "status": [value]})
    with pytest.raises(ImportAbortedError, match=r"Column 'status' holds (durations|bytes)"):
        extract(written(tmp_path, known))


def test_a_file_name_that_is_no_utf_8_is_shown_with_a_replacement(tmp_path):
    path = f"{tmp_path}/m\udce4rz.ndjson"
    Path(path).write_text('{"source_id": "1"}\n')
    found = extract(path)
    assert (found.source, found.orders.height) == (f"{tmp_path}/m�rz.ndjson", 1)
