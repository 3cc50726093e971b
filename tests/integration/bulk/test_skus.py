"""SKUs of a CSV file: each needs a product that is there, by id or source_id, and stays with it."""

import pytest

from schemas.errors import NotFoundError
from tests.support.projects.bulk import PRODUCTS, SKU_TABLE, BulkWorld


@pytest.fixture
def world(tmp_path):
    world = BulkWorld(tmp_path)
    world.update(PRODUCTS, [{"source_id": "mug", "name": "Mug"}, {"source_id": "cup"}])
    return world


def ids(world):
    with world.open() as con:
        return dict(con.execute("SELECT source_id, id FROM products").fetchall())


def skus(world, *columns):
    with world.open() as con:
        return con.execute(f"SELECT {', '.join(columns)} FROM skus ORDER BY source_id").fetchall()


def test_skus_have_the_columns_of_the_original(world):
    mug = ids(world)["mug"]
    lines = (
        "product_id,sku,source_id,price,image_url,attributes,Material",
        f'{mug},Blue,b,7,u,"{{""hue"": 1.50}}",clay',
        "mug,Red,r,,,,",
    )
    report = world.update(SKU_TABLE, "\n".join(lines).encode())
    assert (report.message, report.skus.inserted) == ("2 SKU(s) imported successfully, 0 failed.", 2)
    assert skus(world, "product_id", "sku", "price", "attributes", "metadata") == [
        (mug, "Blue", 7, '{"hue":1.50}', '{"Material":"clay"}'),
        (mug, "Red", None, None, None),
    ]
    with world.open() as con:
        assert con.execute("SELECT name, import_id FROM products WHERE source_id = 'mug'").fetchall() == [
            ("Mug", "imp_1")
        ]


def test_what_no_sku_may_be_is_handed_back(world):
    mug = ids(world)["mug"]
    body = (
        "product_id,source_id,attributes,price\nmug,b,,1\npot,x,,\n,y,,\nmug,,,5\ncup,b,,\nmug,z,[1],\nmug,w,,7.5\ncup,n,,\n"
        "mug,n,,\n"
    )
    report = world.update(SKU_TABLE, body.encode())
    assert [(each.row, each.source_id, each.path, each.reason) for each in report.failed] == [
        (1, "x", "$.product_id", "there is no product with the id or source_id 'pot'"),
        (2, "y", "$.product_id", "is missing; name the SKU's product"),
        (3, None, "$.source_id", "is missing; an SKU is known by it"),
        (4, "b", "$.product_id", f"the SKU is that of another product, {mug}"),
        (5, "z", "$.attributes", "'[1]' is not a JSON object"),
        (6, "w", "$.price", "'7.5' is not a whole number, of the smallest unit such as cents"),
        (8, "n", "$.product_id", f"the SKU is that of another product, {ids(world)['cup']}"),
    ]
    again = world.update(SKU_TABLE, b"product_id,source_id\ncup,b\nmug,n\nmug,b\n")
    assert [(each.row, each.path) for each in again.failed] == [(0, "$.product_id"), (1, "$.product_id")]


def test_of_one_product(world):
    report = world.update(SKU_TABLE, b"source_id,price\nb,7\n", product="mug")
    assert report.failed == []
    assert skus(world, "source_id", "product_id") == [("b", ids(world)["mug"])]
    other = world.update(SKU_TABLE, b"source_id,price\nb,8\nc,\n", product="cup")
    assert [(each.row, each.path) for each in other.failed] == [(0, "$.product_id")]
    with pytest.raises(NotFoundError, match="Cannot find product with id or source_id 'pot'"):
        world.update(SKU_TABLE, b"source_id\nb\n", product="pot")
