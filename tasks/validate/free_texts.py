"""What stays JSON text in an order, as it was written to the last digit: metadata, and data of products and SKUs.

DuckDB reads it with the rest, quickly, but writes numbers anew: decimals beyond 64-bit floats are rounded, 2.50 is 2.5,
1E5 is 100000.0. Orders with such numbers have their texts put in place from here.
"""

from dataclasses import dataclass, field
from typing import Any

import msgspec
import polars as pl

from schemas.orders.fields import NO_TEXT, ROLES, SNAPSHOTS, decoder
from schemas.orders.frames import Parsed


def _decode(text: bytes) -> tuple[Any, list[Any], list[Any]]:
    """One order as msgspec decodes it, and the product and SKU data of its items, None where an item has none."""
    order = decoder("order", is_lenient=True, as_text=True).decode(text)
    product, sku = (decoder(name, is_lenient=True).decode for name in SNAPSHOTS)
    items = order.items or ()
    products = [None if item.product is NO_TEXT else product(item.product) for item in items]
    skus = [None if item.sku is NO_TEXT else sku(item.sku) for item in items]
    return order, products, skus


# After what may come before a value: exponents; many decimals, or some of a large number; a last decimal of 0; minus 0.
_NUMBERS = (
    r"[0-9.]+[eE]",
    r"[0-9]+\.[0-9]{7}",
    r"[0-9]{8,}\.",
    r"[0-9]+\.[0-9]+0[,\]} \t\r\n]",
    r"0[,\]} \t\r\n]",
)
_WRITTEN_ANEW = rf"[:,\[ \t\r\n]-?(?:{'|'.join(_NUMBERS[:-1])})|[:,\[ \t\r\n]-{_NUMBERS[-1]}"
# what all of these have in common takes a tenth of the time to look for
_FRACTION_OR_EXPONENT_OR_MINUS_0 = r"[0-9][.eE]|[:,\[ \t\r\n]-0"


def has_odd_numbers(texts: pl.Series) -> pl.Series:
    """Which texts may hold a number that DuckDB would write in another way."""
    candidates = texts.str.contains(_FRACTION_OR_EXPONENT_OR_MINUS_0)
    if not candidates.any():
        return candidates
    nothing = pl.Series([None], dtype=pl.String)
    return texts.zip_with(candidates, nothing).str.contains(_WRITTEN_ANEW).fill_null(value=False)


@dataclass(frozen=True, slots=True)
class FreeTexts:
    """The texts of some orders; each is on one line and without white space, null where there is none.

    `orders`: row, metadata. `customers`: row, role, metadata. `items`: row, item_index, metadata, product, sku,
    in_product_metadata, in_sku_metadata, in_sku_attributes.
    """

    orders: pl.DataFrame
    customers: pl.DataFrame
    items: pl.DataFrame

    def put_into(self, parsed: Parsed) -> Parsed:
        """The frames with these texts in place of those that were read."""
        if self.orders.is_empty():
            return parsed
        return Parsed(
            parsed.orders.update(self.orders, on="row", maintain_order="left"),
            parsed.customers.update(self.customers, on=["row", "role"], maintain_order="left"),
            parsed.items.update(self.items, on=["row", "item_index"], maintain_order="left"),
        )


@dataclass(slots=True)
class FreeTextsBuilder:
    """Collects the texts of orders one by one."""

    orders: list[tuple[Any, ...]] = field(default_factory=list)
    customers: list[tuple[Any, ...]] = field(default_factory=list)
    items: list[tuple[Any, ...]] = field(default_factory=list)

    def add(self, row: int, text: bytes) -> None:
        """Take the texts out of one order of sound form."""
        order, products, skus = _decode(text)
        self.orders.append((row, order.metadata))
        for role, noun in enumerate(ROLES):
            if person := getattr(order, noun):
                self.customers.append((row, role, person.metadata))
        for index, (item, product, sku) in enumerate(zip(order.items or (), products, skus, strict=True)):
            inner = (each.metadata if each else NO_TEXT for each in (product, sku))
            attributes = sku.attributes if sku else NO_TEXT
            self.items.append((row, index, item.metadata, item.product, item.sku, *inner, attributes))

    def build(self) -> FreeTexts:
        """All that was collected."""
        inner = ("metadata", *SNAPSHOTS, "in_product_metadata", "in_sku_metadata", "in_sku_attributes")
        return FreeTexts(
            _frame(self.orders, {"row": pl.UInt32}, ("metadata",)),
            _frame(self.customers, {"row": pl.UInt32, "role": pl.Int32}, ("metadata",)),
            _frame(self.items, {"row": pl.UInt32, "item_index": pl.Int64}, inner),
        )


def _frame(rows: list[tuple[Any, ...]], keys: dict[str, type[pl.DataType]], names: tuple[str, ...]) -> pl.DataFrame:
    columns = list(zip(*rows, strict=True)) or [()] * (len(keys) + len(names))
    numbers = [pl.Series(name, column, dtype) for (name, dtype), column in zip(keys.items(), columns, strict=False)]
    texts = [
        pl.Series(name, map(_text, column), pl.String) for name, column in zip(names, columns[len(keys) :], strict=True)
    ]
    return pl.DataFrame([*numbers, *texts])


def _text(raw: msgspec.Raw) -> str | None:
    text = msgspec.json.format(bytes(raw), indent=-1) if raw is not NO_TEXT else b"null"
    return None if text == b"null" else text.decode()
