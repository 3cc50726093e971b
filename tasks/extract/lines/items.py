"""What lines say of items: each item's JSON, what is wrong with it, and what it is worth."""

import polars as pl

from tasks.extract.json_text import nested_object
from tasks.extract.lines.item_groups import ItemGroup
from tasks.extract.lines.rests import rest_members, rest_texts
from tasks.extract.values.conversion import Converter
from tasks.extract.values.converted import Converted
from tasks.extract.values.currency import Currencies
from tasks.extract.values.faults import first_fault
from tasks.extract.values.texts import LINE, ORDER, REST, Columns, all_hold, any_holds, leaves, texts_of

_MEANT = "\0meant"


def items_of(
    lines: pl.DataFrame,
    groups: list[ItemGroup],
    columns: Columns,
    currencies: Currencies,
    is_canceled: pl.Series | None,
) -> pl.DataFrame:
    """One row an item, in the order of lines: `ORDER`, item (JSON), code, path, reason, amount, discount.

    The path is below the item; `amount` (Int64) is null where it is not known. `is_canceled` are lines of orders whose
    values have the opposite sign.
    """
    found = [_items(lines, group, columns, currencies, is_canceled) for group in groups]
    if len(found) == 1:
        return found[0].drop(LINE)
    # an item comes before those of later groups of its own line
    return pl.concat(found).sort(LINE, maintain_order=True).drop(LINE)


def _items(
    lines: pl.DataFrame, group: ItemGroup, columns: Columns, currencies: Currencies, is_canceled: pl.Series | None
) -> pl.DataFrame:
    texts = _texts(lines, group, columns)
    is_item = _is_item(texts, group, columns)
    if group.once_per is not None:
        number = lines.select(ORDER, number=columns.text(group.once_per))
        is_item &= number.select(pl.col("number").is_null() | pl.struct(pl.all()).is_first_distinct()).to_series()
    if not is_item.all():
        texts, currencies = texts.filter(is_item), currencies.filter(is_item)
        is_canceled = None if is_canceled is None else is_canceled.filter(is_item)
    converter = Converter(texts, columns, currencies)
    values = {}
    for field in group.fields:
        value = converter.field(field)
        values[field.place] = value if is_canceled is None else _reversed(value, field.place, columns, is_canceled)
    members = {place: value.json for place, value in values.items()}
    members |= rest_members(texts, group.rests, columns, of_items=True)
    names = {place: ".".join(place) for place in members}
    frame = pl.DataFrame([json.alias(names[place]) for place, json in members.items()])
    item = frame.select(item=nested_object({place: pl.col(name) for place, name in names.items()}))
    faults = first_fault([(f".{'.'.join(place)}", value.faults) for place, value in values.items()], texts.height)
    worth = _worth(values, texts.height)
    return pl.concat([texts.select(ORDER, LINE), item, faults, worth], how="horizontal")


def _texts(lines: pl.DataFrame, group: ItemGroup, columns: Columns) -> pl.DataFrame:
    is_meant = (all_hold(group.keep, columns) & ~any_holds(group.skip, columns)).alias(_MEANT)
    rest = rest_texts(group.rests, columns, of_items=True)
    return lines.select(ORDER, LINE, is_meant, *texts_of(group.fields, columns), *rest)


def _is_item(texts: pl.DataFrame, group: ItemGroup, columns: Columns) -> pl.Series:
    """Whether the line holds this item: something is said of it that is not said of all of them."""
    said = [
        leaf.name
        for field in group.fields
        for leaf in leaves(field.value, field.path)
        if leaf.value.constant is None and (group.own is None or group.own & set(leaf.value.origins()))
    ]
    said = said or [name for name in texts.columns if name.startswith(REST)]
    is_said = pl.any_horizontal(pl.col(name).is_not_null() for name in said)
    return texts.select(is_said & pl.col(_MEANT)).to_series()


def _reversed(value: Converted, place: tuple[str, ...], columns: Columns, is_canceled: pl.Series) -> Converted:
    """The value with the opposite sign in lines of cancelled orders, where the mapping says so."""
    cancellations = columns.mapping.cancellations
    if cancellations is None or place[0] not in cancellations.negate or value.number is None:
        return value
    numbers = (-value.number).zip_with(is_canceled & value.number.is_not_null(), value.number)
    json = numbers.cast(pl.String).zip_with(value.number.is_not_null(), value.json)
    return Converted(json, value.faults, numbers)


def _worth(values: dict[tuple[str, ...], Converted], height: int) -> pl.DataFrame:
    """Amount and discount of each item, as far as lines say them (contract §2)."""
    nothing = pl.repeat(None, height, dtype=pl.Int64, eager=True)

    def number(*place: str) -> pl.Series:
        value = values.get(place)
        return nothing if value is None or value.number is None else value.number

    frame = pl.DataFrame(
        {
            "amount": number("amount"),
            "price": number("price"),
            "sku price": number("sku", "price"),
            "product price": number("product", "price"),
            "quantity": number("quantity"),
            "discount": number("discount_amount"),
        }
    )
    price = pl.coalesce("price", "sku price", "product price")
    return frame.select(
        pl.coalesce("amount", price * pl.col("quantity").fill_null(1)).alias("amount"), pl.col("discount").fill_null(0)
    )


def listed(items: pl.DataFrame, order_count: int) -> pl.DataFrame:
    """The items of each order, by its position: items (a JSON list), amount, discount, and the first fault of one.

    The path is that of the whole order; `items` is null where there are none, `amount` where one of them has none.
    """
    has_faults = items["reason"].null_count() < items.height
    faults = [
        pl.col("reason").is_not_null().arg_true().first().alias("at"),
        *(pl.col(name).drop_nulls().first() for name in ("code", "path", "reason")),
    ]
    found = items.group_by(ORDER).agg(
        pl.col("item").str.join(","),
        pl.when(pl.col("amount").is_not_null().all()).then(pl.col("amount").sum()),
        pl.col("discount").sum(),
        *(faults if has_faults else ()),
    )
    if not has_faults:
        nothing = pl.lit(None, pl.String)
        found = found.with_columns(at=pl.lit(0), code=nothing, path=nothing, reason=nothing)
    orders = pl.DataFrame({ORDER: pl.int_range(order_count, dtype=pl.UInt32, eager=True)})
    return orders.join(found, on=ORDER, how="left", maintain_order="left").select(
        pl.format("[{}]", "item").alias("items"),
        "amount",
        pl.col("discount").fill_null(0),
        "code",
        pl.format("$.items[{}]{}", "at", "path").alias("path"),
        "reason",
    )
