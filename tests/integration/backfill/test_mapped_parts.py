"""A file that a mapping is for, read some lines at a time, holds the same orders as read whole, wherever lines are."""

import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import ImportAbortedError
from schemas.orders.frames import Extracted
from tasks.backfill.feeds import line_parts, mapped_parts, spool
from tasks.backfill.progress import added_warnings
from tasks.extract.extract import Prepared, prepare, read
from tasks.extract.mapping_file import read_mapping
from tasks.extract.source import open_source
from tests.integration.presets.stored import FIXTURES
from tests.integration.presets.test_presets import CASES
from tests.support.laws.laws import law
from tests.support.projects.sources import RETAIL, parquet
from tests.unit.extract.lines.test_exports import EXPORTS

# parts of a JSON document
WHOLE = {"wrapped_json_with_parents"}
IN_PARTS = [case for case in CASES if not case.file.endswith(".json")]
COLUMNS = "order,at,sku,quantity,price,currency"
MAPPING = """[order]
source_id = "order"
created_at = "at"
metadata = "*"
[items]
sku = { source_id = "sku" }
source_id = "sku"
quantity = "quantity"
price = "price"
[money]
currency = { column = "currency" }
[dates]
format = "%Y-%m-%d"
time_zone = "UTC"
"""


@pytest.fixture(autouse=True)
def small(monkeypatch) -> None:
    """Parts of a few lines."""
    monkeypatch.setattr(line_parts, "_BYTES", 1024)
    monkeypatch.setattr(line_parts, "_ROWS", 3)
    monkeypatch.setattr(mapped_parts, "_LINES", 3)
    monkeypatch.setattr(spool, "_SMALL", 0)


def spooled(prepared: Prepared, folder: Path) -> Extracted:
    """What there is to read after it was put on disk, some of it at a time."""
    parts = mapped_parts.mapped_parts(prepared, folder / "a.lines")
    assert parts is not None
    warnings = spool.spool(prepared, folder / "a.parquet")
    assert {each.name for each in folder.iterdir() if each.name.startswith("a.")} - {"a.csv"} == {"a.parquet"}
    return Extracted(prepared.source.name, prepared.format, pl.read_parquet(folder / "a.parquet"), warnings)


def require_the_same(found: Extracted, whole: Extracted) -> None:
    assert found.orders.drop("raw").equals(whole.orders.drop("raw"))
    pairs = zip(found.orders["raw"], whole.orders["raw"], strict=True)
    assert all(one == other or json.loads(one) == json.loads(other) for one, other in pairs)
    assert list(found.warnings) == added_warnings((), whole.warnings)


@pytest.mark.parametrize("case", IN_PARTS, ids=lambda case: case.file)
def test_files_of_shops_in_parts_are_the_files(case, tmp_path):
    prepared = prepare(open_source(str(FIXTURES / case.file)), facts=case.facts)
    require_the_same(spooled(prepared, tmp_path), read(prepared))


@pytest.mark.parametrize("size", [1, 4])
def test_an_array_that_a_mapping_is_for_is_taken_apart(tmp_path, monkeypatch, size):
    monkeypatch.setattr(line_parts, "_ROWS", size)
    mapping = (
        '[file]\nlines = "rows"\n[order]\nsource_id = "nr"\n[items]\nprice = "rows.p"\n[money]\ncurrency = "EUR"\n'
    )
    (tmp_path / "mapping.toml").write_text(mapping)
    orders = [{"nr": f"{n}", "rows": [{"p": n}, {"p": 1.5}]} for n in range(9)]
    (tmp_path / "source.json").write_text(json.dumps([*orders, 5, {"nr": "x"}], indent=1))
    prepared = prepare(open_source(str(tmp_path / "source.json")), mapping=read_mapping(tmp_path / "mapping.toml"))
    require_the_same(spooled(prepared, tmp_path), read(prepared))


@pytest.mark.parametrize("export", [each for each in EXPORTS if each.name not in WHOLE], ids=lambda each: each.name)
def test_exports_in_parts_are_the_exports(export, tmp_path):
    [source] = export.glob("source.*")
    prepared = prepare(open_source(str(source)), mapping=read_mapping(export / "mapping.toml"))
    require_the_same(spooled(prepared, tmp_path), read(prepared))


CHILDREN = """[file]
lines = "items"
[file.children]
id = "id"
parent = "parent"
[order]
source_id = "id"
status = { column = "status", map = { p = "PAID" } }
[items]
source_id = "items.sku"
price = "items.price"
[money]
currency = { column = "currency" }
"""
FAMILIES = st.lists(
    st.one_of(
        st.fixed_dictionaries(
            {"id": st.sampled_from("abc"), "currency": st.sampled_from(["EUR", "USD"])},
            optional={
                "parent": st.sampled_from("abcd"),
                "sku": st.sampled_from("st"),
                "price": st.sampled_from([1, "2.50", "x"]),
                "status": st.sampled_from(["p", "q"]),
            },
        ).map(json.dumps),
        st.sampled_from(["{", '{"id": "a", "id": "b"}', '{"currency": "EUR"}', '{"parent": "a", "id": "d"}']),
    ),
    max_size=20,
)


@law(6)
@given(lines=FAMILIES, size=st.integers(1, 9))
def test_children_in_lines_of_their_own_are_those_of_the_orders(tmp_path_factory, lines, size):
    folder = tmp_path_factory.mktemp("law")
    (folder / "mapping.toml").write_text(CHILDREN)
    order = json.dumps({"id": "z", "currency": "EUR", "status": "p", "sku": "s", "price": 1})
    child = json.dumps({"id": "y", "parent": "z", "sku": "s", "price": 1})
    (folder / "source.ndjson").write_text("\n".join([order, child, *lines]))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(mapped_parts, "_LINES", size)
        prepared = prepare(open_source(str(folder / "source.ndjson")), mapping=read_mapping(folder / "mapping.toml"))
        found, whole = spooled(prepared, folder), read(prepared)
        require_the_same(*(replace(each, orders=each.orders.sort("row")) for each in (found, whole)))


LINES = st.lists(
    st.tuples(
        st.sampled_from(["", "a", "b", "c", "d", "e", "f", "g"]),
        st.sampled_from(["2020-01-01", "", "2020-01-02"]),
        st.sampled_from(["s", "t", ""]),
        st.sampled_from(["1", "2", "x", ""]),
        st.sampled_from(["1.50", "3", ""]),
        st.sampled_from(["EUR", "USD", "eur", "", "XXX"]),
    ),
    max_size=25,
)


@law(6)
@given(lines=LINES, size=st.integers(1, 9))
def test_lines_of_orders_in_any_order_are_the_orders(tmp_path_factory, lines, size):
    folder = tmp_path_factory.mktemp("law")
    (folder / "mapping.toml").write_text(MAPPING)
    (folder / "a.csv").write_text("\n".join([COLUMNS, *(",".join(line) for line in lines)]))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(line_parts, "_BYTES", 60)
        patched.setattr(mapped_parts, "_LINES", size)
        prepared = prepare(open_source(str(folder / "a.csv")), mapping=read_mapping(folder / "mapping.toml"))
        require_the_same(spooled(prepared, folder), read(prepared))


def test_a_column_that_is_absent_is_warned_of_once(tmp_path):
    (tmp_path / "mapping.toml").write_text(f'required = ["order", "price", "currency"]\n{MAPPING}')
    (tmp_path / "source.csv").write_text("order,price,currency\n" + "".join(f"{n},1.50,EUR\n" for n in range(300)))
    prepared = prepare(open_source(str(tmp_path / "source.csv")), mapping=read_mapping(tmp_path / "mapping.toml"))
    found = spooled(prepared, tmp_path)
    assert [each.code for each in found.warnings] == ["columns_absent"]
    require_the_same(found, read(prepared))


def test_lines_in_parquet_keep_their_types(tmp_path):
    numbers = list(range(10))
    frame = pl.DataFrame(
        {
            "InvoiceNo": [str(number % 4) for number in numbers],
            "StockCode": "a",
            "Description": "A",
            "Quantity": pl.Series(numbers, dtype=pl.Int16) + 1,
            "InvoiceDate": pl.Series(["2011-06-01 08:26:00"] * 10).str.to_datetime(),
            "UnitPrice": [number + 0.25 for number in numbers],
            "CustomerID": pl.Series(numbers, dtype=pl.Int64) % 4,
            "Country": "France",
        }
    )
    (tmp_path / "source.parquet").write_bytes(parquet(frame))
    prepared = prepare(open_source(str(tmp_path / "source.parquet")), mapping=read_mapping(RETAIL))
    found = spooled(prepared, tmp_path)
    require_the_same(found, read(prepared))
    assert found.orders.height == 4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("order,price,currency\n1,2,EUR\n", "has no column 'at'"),
        (f"{COLUMNS}\n1,,s,1,1.5,EUR\n1,,s,1,1.5\n", "line 3 has 5 cells"),
    ],
)
def test_what_is_wrong_with_the_whole_is_said_and_leaves_nothing_behind(tmp_path, text, said):
    (tmp_path / "mapping.toml").write_text(MAPPING)
    (tmp_path / "source.csv").write_text(text)
    prepared = prepare(open_source(str(tmp_path / "source.csv")), mapping=read_mapping(tmp_path / "mapping.toml"))
    with pytest.raises(ImportAbortedError, match=said):
        spool.spool(prepared, tmp_path / "a.parquet")
    assert not (tmp_path / "a.lines").exists()


def test_a_member_that_no_object_has_is_refused(tmp_path):
    mapping = '[file]\nlines = "items"\n[order]\nsource_id = "nr"\namount = "worth"\n[money]\ncurrency = "EUR"\n'
    (tmp_path / "mapping.toml").write_text(mapping)
    (tmp_path / "source.ndjson").write_text('{"nr": "1", "items": []}\n' * 9)
    prepared = prepare(open_source(str(tmp_path / "source.ndjson")), mapping=read_mapping(tmp_path / "mapping.toml"))
    refusals = []
    for reading in (lambda: read(prepared), lambda: spool.spool(prepared, tmp_path / "a.parquet")):
        with pytest.raises(ImportAbortedError, match="no column 'worth'") as refused:
            reading()
        refusals.append(str(refused.value))
    assert refusals[0] == refusals[1]
