"""Products and their SKUs as the API shows them."""

from tasks.queries.filters import NO_FILTERS, Filters
from tasks.queries.rows import Page, Row, find_row, read_page, read_rows
from tasks.warehouse.statements import Connection, sql

_SKU_OBJECTS = ("attributes",)


def list_products(con: Connection, page: Page, filters: Filters = NO_FILTERS) -> tuple[list[Row], int]:
    """A page of the products that the filters select, each with its SKUs, and how many there are."""
    found, total = read_page(con, "products", page, filters)
    return _with_skus(con, found), total


def find_product(con: Connection, name: str) -> Row | None:
    """The product with this `id`, else this `source_id`, with its SKUs."""
    found = find_row(con, "products", name)
    return found and _with_skus(con, [found])[0]


def skus_of(con: Connection, product_id: str, page: Page, filters: Filters = NO_FILTERS) -> tuple[list[Row], int]:
    """A page of those of a product's SKUs that the filters select, and how many there are."""
    found, total = read_page(con, "skus", page, {**filters, "product_id": product_id}, snapshots=_SKU_OBJECTS)
    return [{**row, "object": "sku"} for row in found], total


def find_sku(con: Connection, name: str) -> Row | None:
    """The SKU with this `id`, else this `source_id`."""
    found = find_row(con, "skus", name, _SKU_OBJECTS)
    return found and {**found, "object": "sku"}


def _with_skus(con: Connection, products: list[Row]) -> list[Row]:
    skus: dict[object, list[Row]] = {product["id"]: [] for product in products}
    for row in read_rows(con, sql("queries/skus_of_products"), {"ids": list(skus)}, _SKU_OBJECTS):
        skus[row["product_id"]].append({**row, "object": "sku"})
    return [{**product, "object": "product", "skus": _list(skus[product["id"]])} for product in products]


def _list(skus: list[Row]) -> Row:
    return {"object": "list", "data_ref": "data", "data": skus, "total": len(skus)}
