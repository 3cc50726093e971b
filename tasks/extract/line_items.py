"""Line items to orders: a file of one row a line becomes one JSON text an order, as a mapping says.

Nothing is bent: a cell that cannot be read as its mapping says stays in the order's JSON as the text it was, and the
order carries the path and the reason, so that validation hands it back and it can be imported again when corrected.
An empty cell is an absent value, and says nothing against what the other lines of its order say.
"""

import polars as pl

from schemas.errors import ImportAbortedError
from schemas.orders.mapping import Mapped, Mapping
from schemas.orders.reject_codes import RejectCode
from tasks.extract.cell_values import NO_FAULT, Converted, cell_text, convert, says
from tasks.extract.json_text import constant, nested_object

_Fault = tuple[pl.Expr, pl.Expr, pl.Expr]
"""Code, path and reason of what may be wrong; the reason is null where nothing is."""


def orders_from_lines(lines: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """Group lines to orders, in the order in which they first appear; the lines of one need not be adjacent.

    Returns row (0-based position of the order's first line), raw and `FAULT`. A line without an order number
    is an order of its own, with that as the reason. Raises `ImportAbortedError` if a mapped column is missing.
    """
    _require_columns(lines, mapping)
    shared = [mapped for mapped in mapping.order_cells() if mapped.cell.column]
    number = cell_text(mapping.order.source_id, lines.schema)
    # Each value is a column for a moment, because an expression that is used twice is computed twice.
    read = lines.select(
        number.alias("number"),
        *(cell_text(mapped.cell, lines.schema).alias(mapped.path) for mapped in shared),
        *_item_values(mapping, lines.schema, number),
    )
    items = read.with_row_index("row").select(
        "row",
        "number",
        # Lines that name no order are alone, not one order together.
        pl.when(pl.col("number").is_null()).then("row").alias("alone"),
        *(mapped.path for mapped in shared),
        *_item(mapping),
    )
    orders = items.group_by("number", "alone", maintain_order=True).agg(
        pl.col("row").first(),
        pl.col("item").str.join(","),
        pl.col("item reason").is_not_null().arg_max().alias("bad item"),
        pl.col("item code", "item path", "item reason").first(ignore_nulls=True),
        *(pl.col(mapped.path).first(ignore_nulls=True) for mapped in shared),
        *(pl.col(mapped.path).min().alias(f"{mapped.path} lowest") for mapped in shared),
        *(pl.col(mapped.path).max().alias(f"{mapped.path} highest") for mapped in shared),
    )
    return orders.select("row", *_order(mapping, lines.schema))


def _require_columns(lines: pl.DataFrame, mapping: Mapping) -> None:
    for mapped in (*mapping.order_cells(), *mapping.items.cells()):
        if mapped.cell.column is not None and mapped.cell.column not in lines.columns:
            message = f"The file has no column {mapped.cell.column!r}, which the mapping names for {mapped.path[2:]}."
            raise ImportAbortedError(message, f"Its columns are {', '.join(lines.columns)}.")


def _item_values(mapping: Mapping, schema: pl.Schema, number: pl.Expr) -> list[pl.Expr]:
    """JSON text, code and reason of every value of an item, named after its path."""
    values = []
    for mapped in mapping.items.cells():
        is_negated = mapping.cancellations is not None and mapped.place[0] in mapping.cancellations.negate
        sign = pl.when(_is_canceled(number, mapping)).then(-1).otherwise(1) if is_negated else None
        value = _value(mapped, mapping, schema, sign)
        name = f"item{mapped.path}"
        values += [value.json.alias(name), value.code.alias(f"{name} code"), value.reason.alias(f"{name} reason")]
    return values


def _item(mapping: Mapping) -> tuple[pl.Expr, ...]:
    """The item that a line is, and the first thing that is wrong with it."""
    cells = list(mapping.items.cells())
    item = nested_object({mapped.place: pl.col(f"item{mapped.path}") for mapped in cells})
    faults = [
        (pl.col(f"item{mapped.path} code"), pl.lit(mapped.path[1:]), pl.col(f"item{mapped.path} reason"))
        for mapped in cells
    ]
    code, path, reason = _first(faults)
    return item.alias("item"), code.alias("item code"), path.alias("item path"), reason.alias("item reason")


def _order(mapping: Mapping, schema: pl.Schema) -> tuple[pl.Expr, ...]:
    """The order that its lines make, and the first thing that is wrong with it or with one of its items."""
    number = pl.col("$.source_id")
    texts = {}
    nameless = pl.when(number.is_null()).then(pl.lit("the line names no order"))
    faults: list[_Fault] = [(pl.lit(RejectCode.SOURCE_ID_MISSING), pl.lit("$.source_id"), nameless)]
    for mapped in mapping.order_cells():
        value = _value(mapped, mapping, schema, None, from_lines=False)
        texts[mapped.place] = value.json
        if mapped.cell.column:
            path = pl.lit(mapped.path)
            faults.append((pl.lit(RejectCode.LINES_DISAGREE), path, _disagreement(mapped, mapping)))
            faults.append((value.code, path, value.reason))
    if mapping.cancellations:
        status = texts.get(("status",), pl.lit(None, pl.String))
        texts[("status",)] = pl.when(_is_canceled(number, mapping)).then(constant("CANCELED")).otherwise(status)
    if mapping.customer:
        has_customer = pl.col("$.customer.source_id").is_not_null()
        texts |= {place: pl.when(has_customer).then(text) for place, text in texts.items() if place[0] == "customer"}
    texts[("items",)] = pl.lit("[") + pl.col("item") + pl.lit("]")
    item_path = pl.format("$.items[{}]{}", "bad item", "item path")
    faults.append((pl.col("item code"), item_path, pl.col("item reason")))
    code, path, reason = _first(faults)
    return nested_object(texts).alias("raw"), code.alias("code"), path.alias("path"), reason.alias("reason")


def _value(
    mapped: Mapped, mapping: Mapping, schema: pl.Schema, sign: pl.Expr | None, *, from_lines: bool = True
) -> Converted:
    """A mapped value, read from the file's column or, once lines are grouped, from the text that they share."""
    cell = mapped.cell
    if cell.column is None:
        return Converted(constant(cell.constant), NO_FAULT, NO_FAULT)
    text = cell_text(cell, schema) if from_lines else pl.col(mapped.path)
    return convert(text, mapped.kind, schema[cell.column], mapping, sign)


def _is_canceled(number: pl.Expr, mapping: Mapping) -> pl.Expr:
    prefix = mapping.cancellations.source_id_prefix if mapping.cancellations else None
    return number.str.starts_with(prefix).fill_null(False) if prefix else pl.lit(False)


def _disagreement(mapped: Mapped, mapping: Mapping) -> pl.Expr:
    """Why the lines of one order cannot be one order, as far as this value goes."""
    lowest, highest = pl.col(f"{mapped.path} lowest"), pl.col(f"{mapped.path} highest")
    if mapped.cell.column in mapping.first_line_wins:
        return NO_FAULT
    reason = says(lowest, "and ") + says(highest, f"are both {mapped.cell.column} in lines of this order")
    return pl.when(lowest != highest).then(reason)


def _first(faults: list[_Fault]) -> _Fault:
    """The first of several faults that has a reason."""
    code = pl.coalesce(pl.when(reason.is_not_null()).then(code) for code, _, reason in faults)
    path = pl.coalesce(pl.when(reason.is_not_null()).then(path) for _, path, reason in faults)
    return code, path, pl.coalesce(reason for _, _, reason in faults)
