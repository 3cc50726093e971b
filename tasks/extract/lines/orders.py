"""Line items to orders: a file of one row a line becomes one JSON text an order, as a mapping says.

Nothing is bent: a cell that cannot be read as its mapping says stays in the order's JSON as the text it was, and the
order carries the path and the reason, so that validation hands it back and it can be imported again when corrected.
An empty cell is an absent value, and says nothing against what the other lines of its order say.
"""

import polars as pl

from schemas.mapping.mapping import Mapping, rests
from schemas.orders.reject_codes import RejectCode
from schemas.reports.report import Warned
from tasks.extract.json_text import nested_object
from tasks.extract.lines.assembly import order_members
from tasks.extract.lines.errors import with_totals, wrong_lines
from tasks.extract.lines.expectations import unexpected_texts
from tasks.extract.lines.frames import Lines
from tasks.extract.lines.item_groups import ItemGroup
from tasks.extract.lines.items import items_of, listed
from tasks.extract.lines.numbering import NUMBER, absent_columns, kept, number_of, numbered, opened
from tasks.extract.lines.order_checks import check_fields, compared, is_given_back, worth
from tasks.extract.lines.rests import Rests, rest_members, rest_texts
from tasks.extract.lines.shared import Shared, counting
from tasks.extract.lines.totals import require_amount, require_totals
from tasks.extract.mapped_orders import MappedOrders
from tasks.extract.values.conversion import Converter
from tasks.extract.values.converted import Converted
from tasks.extract.values.currency import Currencies, currencies_of, differing, unexpected
from tasks.extract.values.faults import Faults, first_fault, merged
from tasks.extract.values.texts import ORDER, ROW, Columns, texts_of


def orders_from_lines(lines: Lines, mapping: Mapping) -> MappedOrders:
    """Group lines to orders, in the order in which they first appear; the lines of one need not be adjacent.

    A line without an order number is an order of its own, with that as the reason; if the mapping has none, each line
    is an order. Raises `ImportAbortedError` if a mapped column is missing, or a total in the file is another one.
    """
    frame, groups, columns = opened(lines, mapping)
    left, warnings = kept(frame, columns)
    left = with_totals(left, number_of(columns))
    found = _orders(numbered(left, columns), groups, columns, lines.totals.get("amount"))
    require_totals(lines.totals, lines.frame.height, found.orders.height)
    orders = found.orders
    if lines.rejects is not None and lines.rejects.height:
        orders = pl.concat([orders, lines.rejects]).sort("row", maintain_order=True)
    return MappedOrders(orders, [*lines.warnings, *absent_columns(frame, mapping), *warnings, *found.warnings])


def _orders(lines: pl.DataFrame, groups: list[ItemGroup], columns: Columns, total_amount: str | None) -> MappedOrders:
    is_first = lines.select(pl.col(ORDER).is_first_distinct()).to_series()
    rows = lines.filter(is_first)
    currencies = currencies_of(lines, columns)
    of_orders = currencies.filter(is_first)
    shared = _shared(lines, rows.height, currencies, of_orders, columns)
    fields = columns.mapping.order_fields()
    read = {each.place: shared.field(each, columns.mapping) for each in fields}
    values = {place: value for place, (value, _) in read.items()}
    items = _items(lines, groups, columns, currencies, rows.height)
    faults: list[tuple[str | pl.Series, Faults]] = [
        ("$.source_id", _nameless(rows, columns)),
        ("$", wrong_lines(lines, rows.height)),
        *((f"$.{'.'.join(place)}", merged(apart, value.faults)) for place, (value, apart) in read.items()),
        ("$.metadata.currency", differing(lines, columns, rows.height)),
        *_about_currency(of_orders, values, shared, columns),
        *(("$", each) for each in unexpected_texts(lines, columns, rows.height)),
    ]
    if items is not None:
        faults.append((items["path"], items.select("code", "reason")))
        faults.append(("$.items", _worthless(items, values, columns)))
    require_amount(total_amount, worth("amount", values, items, rows.height), columns.mapping.money, of_orders)
    check_faults, warnings = _checks(shared, values, items, rows, columns)
    is_canceled = _both(_is_canceled(rows, columns), is_given_back(values, items, rows.height))
    members = order_members(values, columns.mapping, is_canceled, of_orders.codes)
    members |= rest_members(shared.order.texts, _rests(columns.mapping), columns, of_items=False)
    if items is not None:
        members[("items",)] = items["items"]
    raw = _json(members)
    found = first_fault([*faults, *check_faults], rows.height)
    return MappedOrders(pl.concat([rows.select(pl.col(ROW).alias("row")), raw, found], how="horizontal"), warnings)


def _shared(
    lines: pl.DataFrame, order_count: int, of_lines: Currencies, of_orders: Currencies, columns: Columns
) -> Shared:
    fields = [*columns.mapping.order_fields(), *check_fields(columns.mapping)]
    rest = rest_texts(_rests(columns.mapping), columns, of_items=False)
    texts = lines.select(ORDER, *texts_of(fields, columns), *rest)
    counted = counting(texts, fields, order_count)
    return Shared(Converter(texts.drop(ORDER), columns, of_lines), Converter(counted, columns, of_orders), texts[ORDER])


def _rests(mapping: Mapping) -> Rests:
    found = [*rests(mapping.order)] if mapping.order else []
    return (*found, *(rests(mapping.customer, ("customer",)) if mapping.customer else ()))


def _nameless(rows: pl.DataFrame, columns: Columns) -> Faults:
    if columns.mapping.order is None or columns.mapping.order.source_id is None or not rows[NUMBER].has_nulls():
        return None
    is_nameless = pl.when(pl.col(NUMBER).is_null())
    return rows.select(
        code=is_nameless.then(pl.lit(RejectCode.SOURCE_ID_MISSING)),
        reason=is_nameless.then(pl.lit("the line names no order")),
    )


def _is_canceled(rows: pl.DataFrame, columns: Columns) -> pl.Series | None:
    cancellations = columns.mapping.cancellations
    if cancellations is None:
        return None
    return rows[NUMBER].str.starts_with(cancellations.source_id_prefix).fill_null(False)


def _both(one: pl.Series | None, other: pl.Series | None) -> pl.Series | None:
    return other if one is None else one if other is None else one | other


def _items(
    lines: pl.DataFrame, groups: list[ItemGroup], columns: Columns, currencies: Currencies, order_count: int
) -> pl.DataFrame | None:
    """The items of each order: items (a JSON list), code, path, reason, amount, discount."""
    if not groups:
        return None
    found = listed(items_of(lines, groups, columns, currencies, _is_canceled(lines, columns)), order_count)
    file = columns.mapping.file
    if file.lines is None or file.children is not None:
        return found
    # a JSON order that has a list of lines, and none in it, has said so
    return found.with_columns(
        pl.col("items").fill_null("[]"), amount=pl.when(pl.col("items").is_null()).then(0).otherwise("amount")
    )


def _worthless(items: pl.DataFrame, values: dict[tuple[str, ...], Converted], columns: Columns) -> Faults:
    """Orders of which no line holds an item, and no column an amount: what they are worth is not in the file."""
    amount = values.get(("amount",))
    is_empty = items["items"].is_null() if amount is None else items["items"].is_null() & amount.json.is_null()
    if not is_empty.any():
        return None
    reason = pl.lit("no line of it holds an item, and none an amount")
    is_here = pl.when(is_empty)
    return items.select(code=is_here.then(pl.lit(RejectCode.PRICE_MISSING)), reason=is_here.then(reason))


def _checks(
    shared: Shared,
    values: dict[tuple[str, ...], Converted],
    items: pl.DataFrame | None,
    rows: pl.DataFrame,
    columns: Columns,
) -> tuple[list[tuple[str | pl.Series, Faults]], list[Warned]]:
    faults: list[tuple[str | pl.Series, Faults]] = []
    warnings: list[Warned] = []
    for check, mapped in zip(columns.mapping.check, check_fields(columns.mapping), strict=True):
        said = shared.order.field(mapped)
        fault, warned = compared(check, said, worth(check.equals, values, items, rows.height), rows[ROW])
        faults.append(("$.amount", fault))
        warnings += warned
    return faults, warnings


def _about_currency(
    currencies: Currencies, values: dict[tuple[str, ...], Converted], shared: Shared, columns: Columns
) -> list[tuple[str | pl.Series, Faults]]:
    """Orders in another currency than that of the file, where a column says which one that is."""
    money, path = columns.mapping.money, ("metadata", "currency")
    if money is None:
        return []
    if currencies.codes is not None:
        return [("$.metadata.currency", unexpected(currencies.codes, money, columns.currency))]
    if path not in values:
        return []
    said = values[path].json.str.strip_chars('" ').str.to_uppercase().fill_null(money.currency.code or "")
    return [("$.metadata.currency", unexpected(said, money))]


def _json(members: dict[tuple[str, ...], pl.Series]) -> pl.DataFrame:
    names = {place: ".".join(place) for place in members}
    frame = pl.DataFrame([json.alias(names[place]) for place, json in members.items()])
    return frame.select(raw=nested_object({place: pl.col(name) for place, name in names.items()}))
