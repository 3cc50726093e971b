"""Entities as orders that hold nothing else, so that an import's rules can judge them; and their places again.

Invariant: of an entity's own text nothing is changed, so what the rules find is what was sent.
"""

import msgspec
import polars as pl

from schemas.orders.frames import Kind

_AROUND = {
    Kind.CUSTOMER: ('{"customer":', "}"),
    Kind.PRODUCT: ('{"items":[{"product":', "}]}"),
    Kind.SKU: ('{"items":[{"sku":', "}]}"),
}
_PLACES = {Kind.CUSTOMER: "$.customer", Kind.PRODUCT: "$.items[0].product", Kind.SKU: "$.items[0].sku"}


def as_order(raw: pl.Expr, kind: Kind, product_id: str | None = None) -> pl.Expr:
    """The text of an order around each entity's; a product or SKU says that it is to be stored, an SKU perhaps of which
    product.
    """
    before, after = _AROUND[kind]
    if product_id is not None:
        after = f',"product_id":{msgspec.json.encode(product_id).decode()}{after}'
    text = raw if kind is Kind.CUSTOMER else _to_be_stored(raw)
    return pl.lit(before) + text + pl.lit(after)


def path_in_row(path: pl.Expr, kind: Kind) -> pl.Expr:
    """A path in the order as one in the entity."""
    return path.str.replace(_PLACES[kind], "$", literal=True)


def words_of(text: str, kind: Kind) -> str:
    """What was said about such an order, about the entity."""
    anywhere = _PLACES[kind].replace("[0]", "[]")
    return text.replace(anywhere, "$", 1).replace("of an order", f"of a {kind.noun}")


def _to_be_stored(raw: pl.Expr) -> pl.Expr:
    inner = raw.str.strip_chars_start(" \t\r\n").str.strip_prefix("{")
    is_object = raw.str.contains(r"^[ \t\r\n]*\{")
    is_empty = inner.str.contains(r"^[ \t\r\n]*\}")
    start = pl.when(is_empty).then(pl.lit('{"override":true')).otherwise(pl.lit('{"override":true,'))
    return pl.when(is_object).then(start + inner).otherwise(raw)
