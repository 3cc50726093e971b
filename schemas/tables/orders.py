"""Orders and their lines."""

from schemas.tables.table import BY_IMPORT, METADATA, REPLACED, Table, hashes

_ORDERS = {
    "id": "ord_…, derived from the source_id, or from import and row where there is none",
    "source_id": "the merchant's own order number",
    "status": "CREATED, PAID, CANCELED or FULFILLED",
    "created_at": "when the order was placed, UTC; the time of the import where the source does not say",
    "updated_at": "when it was last written, UTC",
    "amount": "order value in the smallest unit; as given, else the sum of the item amounts",
    "initial_amount": "order value when first placed; as given, else the first amount",
    "discount_amount": "discount on the whole order",
    "items_discount_amount": "sum of the items' discount_amount, kept here so that totals need no join",
    "customer_id": "customers.id of the buyer",
    "referrer_id": "customers.id of who referred the buyer",
    **METADATA,
    **BY_IMPORT,
    "source_row": "0-based position in the source of the row that last wrote this order",
    "changed_at": "when the source last changed it, UTC, where it has said so; an import writes no row that is older",
    "position": "how many orders of the project had come before it; says which of two with one created_at is the later",
}
_ORDER_ITEMS = {
    "order_id": "orders.id",
    "item_index": "0-based position in the order",
    "product_id": "products.id as named by the source; may name what is no longer sold",
    "sku_id": "skus.id as named by the source; may name what is no longer sold",
    "source_id": "the merchant's id of the product or SKU, see related_object",
    "related_object": "product or sku: what source_id names",
    "quantity": "units ordered, 1 or more",
    "price": "price of one unit, as given",
    "amount": "as given, else price × quantity with the best known price",
    "discount_amount": "discount on this line",
    "discount_quantity": "units given free of charge",
    "initial_quantity": "quantity when first placed",
    "initial_amount": "amount when first placed",
    "product": "product data as the source gave it, at the time of the order",
    "sku": "SKU data as the source gave it, at the time of the order",
    **METADATA,
    **BY_IMPORT,
}

ORDERS = {
    "orders": Table("one order", {**_ORDERS, **hashes("id", "source_id", "customer_id")}),
    "order_items": Table("one line of an order", {**_ORDER_ITEMS, **hashes("order_id")}),
}
ORDER_VERSIONS = {
    "order_versions": Table(
        "one order as it was before an import replaced it",
        {
            **_ORDERS,
            **REPLACED,
            "has_other_items": "whether its items were replaced too, and are in order_item_versions",
        },
    ),
    "order_item_versions": Table("one line of such an order", {**_ORDER_ITEMS, **REPLACED}),
}
