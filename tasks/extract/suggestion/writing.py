"""The TOML of a suggested mapping, with a word on each line that is not sure."""

import json
from collections.abc import Iterator

import polars as pl

from tasks.extract.suggestion.fields import Choice, Fields
from tasks.extract.suggestion.kinds import currency_by_symbol, is_whole, notations, time_formats
from tasks.extract.suggestion.sample import Sample
from tasks.extract.suggestion.statuses import meaning

_AMOUNTS = ("items.price", "amount", "discount", "refund")


def mapping_toml(sample: Sample, fields: Fields) -> str:
    """A whole mapping file."""
    tables = (
        _file(sample),
        _order(sample, fields),
        _customer(fields),
        _items(sample, fields),
        _money(fields),
        _dates(fields),
    )
    return "\n".join("".join(f"{line}\n" for line in table) for lines in tables if (table := list(lines)))


def text(value: object) -> str:
    """As TOML writes it."""
    return json.dumps(value, ensure_ascii=False)


def _said(key: str, choice: Choice | None, value: str | None = None) -> Iterator[str]:
    if choice is None:
        return
    shown = value or text(choice.column)
    others = f" or {', '.join(map(text, choice.others))}?" if choice.others else ""
    yield f"{key} = {shown}{'' if choice.is_sure else f'  # not sure{others}'}"


def _file(sample: Sample) -> Iterator[str]:
    if sample.file:
        yield "[file]"
    for name, value in sample.file.items():
        guess = "  # a guess: look at letters with accents" if name == "encoding" else ""
        yield f"{name} = {text(value)}{guess}"


def _order(sample: Sample, fields: Fields) -> Iterator[str]:
    yield "[order]"
    number = fields.chosen.get("order.source_id")
    if number is None:
        yield "# No column looks like an order's number: each line is an order, and importing again doubles them."
    yield from _said("source_id", number)
    yield from _status(fields)
    created = fields.chosen.get("order.created_at")
    if created is None:
        yield "# No column looks like the time of an order: the time of the import would count."
    else:
        yield from _said("created_at", created, _first_if_different(created.column, fields))
    if not _has_items(fields):
        yield from _said("amount", fields.chosen.get("amount"))
    discount = fields.chosen.get("discount")
    if discount is not None and not _is_of_lines(discount.column, fields):
        yield "# Leave it out if the prices are less it already."
        yield from _said("discount_amount", discount)
    yield from _said("refunded_amount", fields.chosen.get("refund"))
    used = {choice.column for choice in fields.chosen.values()}
    left = [column for column in fields.frame.columns if column not in used]
    if left:
        yield f"# Columns that are not used: {', '.join(left)}"
        yield '# metadata = "*"                # keeps them all'


def _status(fields: Fields) -> Iterator[str]:
    choice = fields.chosen.get("order.status")
    if choice is None:
        yield 'status = { constant = "PAID" }  # not sure: no column looks like a status'
        return
    values = sorted(fields.frame[choice.column].drop_nulls().unique())
    means = {value: meaning(value) for value in values}
    pairs = ", ".join(f"{text(value)} = {text(status)}" for value, status in means.items() if status)
    unclear = [value for value, status in means.items() if status is None]
    if unclear:
        yield f"# Say what these mean, or their orders are rejected: {', '.join(map(text, unclear))}"
    yield "# Each is CREATED, PAID, FULFILLED or CANCELED: look at all of them."
    yield f"status = {{ column = {text(choice.column)}, map = {{ {pairs} }} }}"


def _customer(fields: Fields) -> Iterator[str]:
    keys = ("customer.source_id", "customer.email", "customer.phone")
    if not any(name in fields.chosen for name in keys):
        yield "# No column looks like a customer's number, e-mail or phone: orders would have no customers."
        return
    yield "[customer]"
    for key in ("source_id", "email", "phone"):
        choice = fields.chosen.get(f"customer.{key}")
        value = _key(choice.column, fields.frame, is_email=key == "email") if choice else None
        yield from _said(key, choice, value)
    first, last = fields["first name"], fields["last name"]
    if first and last:
        yield f"name = {{ join = [{text(first)}, {text(last)}] }}"
    else:
        yield from _said("name", fields.chosen.get("customer.name"))
    parts = [name for name in fields.chosen if name.startswith("customer.address.")]
    if parts:
        yield "[customer.address]"
    for name in parts:
        yield from _said(name.rpartition(".")[2], fields.chosen[name])


def _key(column: str, frame: pl.DataFrame, *, is_email: bool) -> str | None:
    """A customer's key as it is to be compared: an e-mail in lower case, a number that was a float without its .0."""
    if is_email:
        return f"{{ column = {text(column)}, lower = true }}"
    was_float = frame[column].drop_nulls().str.contains(r"^[0-9]+\.0$").all()
    return f'{{ column = {text(column)}, strip_suffix = ".0" }}' if was_float else None


def _has_items(fields: Fields) -> bool:
    return bool(fields["items.quantity"] or (fields["items.price"] and fields["items.source_id"]))


def _items(sample: Sample, fields: Fields) -> Iterator[str]:
    if not _has_items(fields):
        return
    yield "[items]"
    yield from _said("source_id", fields.chosen.get("items.source_id"))
    if fields["items.source_id"]:
        yield 'related_object = "sku"          # or "product"'
    yield from _said("quantity", fields.chosen.get("items.quantity"))
    price, amount = fields.chosen.get("items.price"), fields.chosen.get("amount")
    if price is not None:
        yield "# The price of one piece? If it is that of the line, say amount instead of price."
        yield from _said("price", price)
    elif amount is not None:
        yield "# The amount of the line? If it is the price of one piece, say price. An order's total goes to [order]."
        yield from _said("amount", amount)
    else:
        yield "# No column looks like a price or an amount."
    discount = fields.chosen.get("discount")
    if discount is not None and _is_of_lines(discount.column, fields):
        yield "# Leave it out if the prices are less it already."
        yield from _said("discount_amount", discount)
    if fields["items.product.name"]:
        yield "[items.product]"
        yield from _said("name", fields.chosen["items.product.name"])


def _is_of_lines(column: str, fields: Fields) -> bool:
    """Whether lines of one order say different texts."""
    number = fields["order.source_id"]
    if number is None or number == column:
        return False
    counts = fields.frame.group_by(number).agg(pl.col(column).drop_nulls().n_unique().alias("count"))
    return bool((counts["count"] > 1).any())


def _first_if_different(column: str, fields: Fields) -> str | None:
    return f'{{ column = {text(column)}, lines = "first" }}' if _is_of_lines(column, fields) else None


def _money(fields: Fields) -> Iterator[str]:
    columns = [column for name in _AMOUNTS if (column := fields[name])]
    if not columns:
        return
    yield "[money]"
    named = fields["currency"]
    symbol = next((code for column in columns if (code := currency_by_symbol(fields.frame[column]))), None)
    if named:
        yield f"currency = {{ column = {text(named)} }}"
    elif symbol:
        yield f"currency = {text(symbol)}  # by the sign beside the amounts"
    else:
        yield '# The file does not say it: write currency = "EUR", or import with --currency EUR.'
        yield "currency = { ask = true }"
    fitting = [notations(fields.frame[column], symbol or "USD") for column in columns]
    common = set.intersection(*fitting)
    # the plainest that reads them all
    point, group = min(common or {(".", "")}, key=lambda each: (each[1] != "", each[0] != "."))
    if point != ".":
        yield f"decimal_separator = {text(point)}"
    if group:
        yield f"thousands_separator = {text(group)}"
    if all(is_whole(fields.frame[column]) for column in columns):
        yield "# minor_units = true             # if 1999 means 19.99"


def _dates(fields: Fields) -> Iterator[str]:
    column = fields["order.created_at"]
    if column is None:
        return
    formats = time_formats(fields.frame[column])
    yield "[dates]"
    if len(formats) > 1:
        yield f"# The file does not tell {' from '.join(formats)}: write format = …, or import with --date-format."
        yield "ask = true"
    else:
        yield f"format = {text(formats[0])}"
    if "%z" not in formats[0]:
        yield 'time_zone = "UTC"                # the shop\'s clock, such as Europe/Berlin'
