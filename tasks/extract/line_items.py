"""Line items to orders: a file of one row a line becomes one JSON text an order, as a mapping says.

Nothing is bent: a cell that cannot be read as its mapping says stays in the order's JSON as the text it was, and the
order carries the path and the reason, so that validation hands it back and it can be imported again when corrected.
An empty cell is an absent value, and says nothing against what the other lines of its order say.
"""

import polars as pl

from schemas.errors import ImportAbortedError
from schemas.orders.mapping import Mapping
from schemas.orders.mapping_columns import MappedField, ValueType
from schemas.orders.reject_codes import RejectCode
from tasks.extract.cell_values import NO_FAULT, Converted, cell_text, convert, reason_about
from tasks.extract.json_text import constant, nested_object

_Fault = tuple[pl.Expr, pl.Expr, pl.Expr]
"""Code, path and reason of what may be wrong; the reason is null where nothing is."""


def orders_from_lines(lines: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """Group lines to orders, in the order in which they first appear; the lines of one need not be adjacent.

    Returns row (0-based position of the order's first line), raw and `FAULT`. A line without an order number
    is an order of its own, with that as the reason. Raises `ImportAbortedError` if a mapped column is missing.
    """
    _require_columns(lines, mapping)
    shared = {field.path: text for field in mapping.order_fields() if (text := _text(field, lines.schema)) is not None}
    number = shared["$.source_id"]
    # Each value is a column for a moment, because an expression that is used twice is computed twice.
    read = lines.select(
        number.alias("number"),
        *(text.alias(path) for path, text in shared.items()),
        *_item_values(mapping, lines.schema, number),
    )
    items = read.with_row_index("row").select(
        "row",
        "number",
        # Lines that name no order are alone, not one order together.
        pl.when(pl.col("number").is_null()).then("row").alias("alone"),
        *shared,
        *_item(mapping),
    )
    orders = items.group_by("number", "alone", maintain_order=True).agg(
        pl.col("row").first(),
        pl.col("item").str.join(","),
        pl.col("item reason").is_not_null().arg_max().alias("bad item"),
        pl.col("item code", "item path", "item reason").first(ignore_nulls=True),
        *(pl.col(path).first(ignore_nulls=True) for path in shared),
        *(pl.col(path).min().alias(f"{path} lowest") for path in shared),
        *(pl.col(path).max().alias(f"{path} highest") for path in shared),
    )
    same = _spelled_differently(read, orders, mapping, lines.schema)
    return orders.with_columns(same).select("row", *_order(mapping, lines.schema))


def _spelled_differently(
    read: pl.DataFrame, orders: pl.DataFrame, mapping: Mapping, schema: pl.Schema
) -> list[pl.Series]:
    """The columns `… highest` anew, equal to `… lowest` in orders whose lines say the same value in other words.

    5 and 5.00 are one amount. Values are compared only where texts differ, since that takes as long as reading them.
    """
    columns = []
    for field in mapping.order_fields():
        lowest, highest = f"{field.path} lowest", f"{field.path} highest"
        if field.value_type is ValueType.TEXT or field.path not in read.columns:
            continue
        if not orders.select((pl.col(lowest) != pl.col(highest)).any()).item():
            continue
        value = _value(field, mapping, schema, None, from_lines=False)
        # a text that cannot be read is no value, and so the same as no other
        values = read.select("number", said=pl.col(field.path), value=pl.when(value.reason.is_null()).then(value.json))
        counted = values.filter(pl.col("said").is_not_null()).group_by("number")
        counts = counted.agg(is_one=(pl.col("value").n_unique() == 1) & pl.col("value").is_not_null().all())
        found = orders.select("number", lowest, highest).join(counts, on="number", how="left", maintain_order="left")
        columns.append(found.select(pl.when("is_one").then(lowest).otherwise(highest).alias(highest)).to_series())
    return columns


def _require_columns(lines: pl.DataFrame, mapping: Mapping) -> None:
    for field in (*mapping.order_fields(), *mapping.item_fields()):
        if field.origin.column is not None and field.origin.column not in lines.columns:
            message = f"The file has no column {field.origin.column!r}, which the mapping names for {field.path[2:]}."
            raise ImportAbortedError(message, f"Its columns are {', '.join(lines.columns)}.")


def _text(field: MappedField, schema: pl.Schema) -> pl.Expr | None:
    """The text of a field in its column; None if it has none, but is the same for all lines."""
    column = field.origin.column
    return None if column is None else cell_text(column, field.origin, schema)


def _item_values(mapping: Mapping, schema: pl.Schema, number: pl.Expr) -> list[pl.Expr]:
    """JSON text, code and reason of every value of an item, named after its path."""
    values = []
    for field in mapping.item_fields():
        is_negated = mapping.cancellations is not None and field.place[0] in mapping.cancellations.negate
        sign = pl.when(_is_canceled(number, mapping)).then(-1).otherwise(1) if is_negated else None
        value = _value(field, mapping, schema, sign)
        name = f"item{field.path}"
        values += [value.json.alias(name), value.code.alias(f"{name} code"), value.reason.alias(f"{name} reason")]
    return values


def _item(mapping: Mapping) -> tuple[pl.Expr, ...]:
    """The item that a line is, and the first thing that is wrong with it."""
    fields = mapping.item_fields()
    if not fields:
        return tuple(NO_FAULT.alias(name) for name in ("item", "item code", "item path", "item reason"))
    item = nested_object({field.place: pl.col(f"item{field.path}") for field in fields})
    faults = [
        (pl.col(f"item{field.path} code"), pl.lit(field.path[1:]), pl.col(f"item{field.path} reason"))
        for field in fields
    ]
    code, path, reason = _first(faults)
    return item.alias("item"), code.alias("item code"), path.alias("item path"), reason.alias("item reason")


def _order(mapping: Mapping, schema: pl.Schema) -> tuple[pl.Expr, ...]:
    """The order that its lines make, and the first thing that is wrong with it or with one of its items."""
    number = pl.col("$.source_id")
    texts: dict[tuple[str, ...], pl.Expr] = {}
    nameless = pl.when(number.is_null()).then(pl.lit("the line names no order"))
    faults: list[_Fault] = [(pl.lit(RejectCode.SOURCE_ID_MISSING), pl.lit("$.source_id"), nameless)]
    for field in mapping.order_fields():
        value = _value(field, mapping, schema, None, from_lines=False)
        texts[field.place] = value.json
        if field.origin.column:
            path = pl.lit(field.path)
            faults.append((pl.lit(RejectCode.LINES_DISAGREE), path, _disagreement(field, mapping)))
            faults.append((value.code, path, value.reason))
    if mapping.cancellations:
        status = texts.get(("status",), pl.lit(None, pl.String))
        texts[("status",)] = pl.when(_is_canceled(number, mapping)).then(constant("CANCELED")).otherwise(status)
    if mapping.customer:
        has_customer = pl.col("$.customer.source_id").is_not_null()
        texts |= {place: pl.when(has_customer).then(text) for place, text in texts.items() if place[0] == "customer"}
    if mapping.item_fields():
        texts[("items",)] = pl.lit("[") + pl.col("item") + pl.lit("]")
        item_path = pl.format("$.items[{}]{}", "bad item", "item path")
        faults.append((pl.col("item code"), item_path, pl.col("item reason")))
    code, path, reason = _first(faults)
    return nested_object(texts).alias("raw"), code.alias("code"), path.alias("path"), reason.alias("reason")


def _value(
    field: MappedField, mapping: Mapping, schema: pl.Schema, sign: pl.Expr | None, *, from_lines: bool = True
) -> Converted:
    """A mapped value, read from the file's column or, once lines are grouped, from the text that they share."""
    column = field.origin.column
    if column is None:
        return Converted(constant(field.origin.constant), NO_FAULT, NO_FAULT)
    text = cell_text(column, field.origin, schema) if from_lines else pl.col(field.path)
    return convert(text, field.value_type, schema[column], mapping, sign)


def _is_canceled(number: pl.Expr, mapping: Mapping) -> pl.Expr:
    prefix = mapping.cancellations.source_id_prefix if mapping.cancellations else None
    return number.str.starts_with(prefix).fill_null(False) if prefix else pl.lit(False)


def _disagreement(field: MappedField, mapping: Mapping) -> pl.Expr:
    """Why the lines of one order cannot be one order, as far as this value goes."""
    lowest, highest = pl.col(f"{field.path} lowest"), pl.col(f"{field.path} highest")
    if field.origin.column in mapping.first_line_wins:
        return NO_FAULT
    both = f"are both {field.origin.column} in lines of this order"
    return pl.when(lowest != highest).then(reason_about(lowest, "and ") + reason_about(highest, both))


def _first(faults: list[_Fault]) -> _Fault:
    """The first of several faults that has a reason."""
    code = pl.coalesce(pl.when(reason.is_not_null()).then(code) for code, _, reason in faults)
    path = pl.coalesce(pl.when(reason.is_not_null()).then(path) for _, path, reason in faults)
    return code, path, pl.coalesce(reason for _, _, reason in faults)
