"""CSV files of customers, products and SKUs: which column is which field, what a cell says, what refuses the file."""

import json

import pytest

from schemas.errors import ImportAbortedError
from tasks.imports.rejects_file import rejected_orders
from tests.support.projects.bulk import CUSTOMER_TABLE, PRODUCT_TABLE, BulkWorld


@pytest.fixture
def world(tmp_path):
    return BulkWorld(tmp_path)


def stored(world, table, *columns):
    with world.open() as con:
        return con.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY source_id").fetchall()


def test_customers_have_the_columns_of_the_original(world):
    report = world.update(
        CUSTOMER_TABLE,
        "\ufeffName,Source_id,Email,Phone,Birthdate,Address_line_1,Address_line_2,Address_Postal_Code,Address_City,"
        "Address_State,Address_Country,Description,Shoe size\r\n"
        '"Ann ""A"" Lee, Dr.",a,a@x.example,+1,1990-01-31,Main 1,Flat 2,0123,Rome,RM,IT,"two\nlines",38\r\n'
        "Bö,b,,,,,,,,,,,\n".encode(),
    )
    assert (report.message, report.format) == ("2 customer(s) imported successfully, 0 failed.", "csv")
    address = [f"address_{part}" for part in ("line_1", "line_2", "postal_code", "city", "state", "country")]
    assert stored(world, "customers", "name", "birthdate::VARCHAR", *address, "description", "metadata") == [
        (
            'Ann "A" Lee, Dr.',
            "1990-01-31",
            "Main 1",
            "Flat 2",
            "0123",
            "Rome",
            "RM",
            "IT",
            "two\nlines",
            '{"Shoe size":"38"}',
        ),
        ("Bö", None, *[None] * 6, None, None),
    ]


def test_products_have_numbers_and_lists(world):
    world.update(PRODUCT_TABLE, b'name,source_id,price,attributes,image_url,Colour\nMug,m,700,"hue, size",u,blue\n')
    assert stored(world, "products", "name", "price", "attributes", "image_url", "metadata") == [
        ("Mug", 700, ["hue", "size"], "u", '{"Colour":"blue"}')
    ]


def test_an_empty_cell_says_nothing(world):
    world.update(CUSTOMER_TABLE, b"source_id,name,email,vip\na,Ann,a@x.example,yes\n")
    report = world.update(CUSTOMER_TABLE, b'source_id,name,email,vip\na,,"",\n\n"","",,\n')
    assert (report.row_count, report.customers.updated) == (1, 1)
    assert stored(world, "customers", "name", "email", "metadata") == [("Ann", "a@x.example", '{"vip":"yes"}')]


@pytest.mark.parametrize(
    ("type", "line", "path", "reason"),
    [
        (CUSTOMER_TABLE, "source_id,birthdate\na,31.1.1990", "$.birthdate", "'31.1.1990' is not a date like"),
        (CUSTOMER_TABLE, "Id,Name\ncust_x,Ann", "$.id", "there is no customer with the id 'cust_x'"),
        (PRODUCT_TABLE, "source_id,price\nm,7.50", "$.price", "'7.50' is not a whole number, of the smallest unit"),
        (PRODUCT_TABLE, "source_id,price\nm,1e2", "$.price", "'1e2' is not a whole number"),
        (PRODUCT_TABLE, "source_id,price\nm,-1", "$.price", "-1 is below 0"),
        (PRODUCT_TABLE, "source_id,price\nm,9223372036854775808", "$.price", "the integer does not fit into 64 bits"),
    ],
)
def test_a_cell_that_will_not_do_hands_back_its_row(world, type, line, path, reason):
    header, row = line.split("\n")
    report = world.update(
        type, f"{header}\n{row}\ngood,\n".replace("good,", ",Ann" if "Id" in header else "good,").encode()
    )
    [reject] = report.failed
    assert (reject.row, reject.path, report.done_count) == (0, path, 1)
    assert reject.reason.startswith(reason)


def test_rows_are_handed_back_as_objects_that_a_bulk_update_takes(world):
    report = world.update(PRODUCT_TABLE, b'source_id,price,"a ""b"""\nm,7.50,\xc3\xb6\nn,1,\n')
    assert [(each.row, each.source_id) for each in report.failed] == [(0, "m")]
    with world.open() as con:
        [text] = rejected_orders(con, "imp_1")
    assert json.loads(text) == {"source_id": "m", "price": "7.50", "metadata": {'a "b"': "ö"}}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "The file has no column of a customer, such as id, source_id, name"),
        (b"Name;Source_id\nAnn;a\n", "The file has no column of a customer"),
        (b"Name,Source_id\nAnn,a,b\n", "line 2 has 3 cells, the header has 2"),
        (b'Name,Source_id\n"Ann,a\n', "line 2"),
        (b'Name,Source_id\nAn"n,a\n', "line 2 has a quote inside of a cell"),
        (b"Name,name\nAnn,a\n", "The file has more than one column called 'Name'"),
        (b"Name,x,x\nAnn,a,b\n", "The file has more than one column called 'x'"),
        (b"Name,\nAnn,a\n", "Column 2 of the file has no name"),
        (b"Name\nJ\xf6rg\n", "The file is not UTF-8: byte 6 is no part of a character"),
    ],
    ids=range(9),
)
def test_a_file_that_will_not_do_writes_nothing(world, body, said):
    with pytest.raises(ImportAbortedError, match=said):
        world.update(CUSTOMER_TABLE, body)
    with world.open() as con:
        assert con.execute("SELECT count(*) FROM customers").fetchone() == (0,)


def test_a_header_alone_is_no_rows(world):
    assert world.update(CUSTOMER_TABLE, b"Name,Source_id\n").row_count == 0
