"""Products and their SKUs."""

from schemas.tables.table import BY_IMPORT, METADATA, REPLACED, TIMES, Table, hashes

_PRODUCTS = {
    "id": "prod_…, derived from the source_id, or as the source names it",
    "source_id": "the merchant's own product number",
    "name": "product name",
    "price": "price of one unit in the smallest unit",
    "attributes": "names of what its SKUs differ in, such as colour; replaced as a whole",
    "image_url": "where its picture is",
    **METADATA,
    **TIMES,
    **BY_IMPORT,
}
_SKUS = {
    "id": "sku_…, derived from the source_id, or as the source names it",
    "source_id": "the merchant's own SKU number",
    "product_id": "products.id it belongs to",
    "sku": "SKU name",
    "price": "price of one unit in the smallest unit",
    "currency": "of the price, as it came",
    "attributes": "any JSON object, as it came; replaced as a whole",
    "image_url": "where its picture is",
    **METADATA,
    **TIMES,
    **BY_IMPORT,
}

PRODUCTS = {
    "products": Table("one product", {**_PRODUCTS, **hashes("id", "source_id")}),
    "skus": Table("one SKU", {**_SKUS, **hashes("id", "source_id")}),
}
PRODUCT_VERSIONS = {
    "product_versions": Table("one product as it was before an import", {**_PRODUCTS, **REPLACED}),
    "sku_versions": Table("one SKU as it was before an import", {**_SKUS, **REPLACED}),
}
