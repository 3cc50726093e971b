"""A whole mapping file (TOML): how a file is written, and which of its columns is what in an order.

What does not fit together is refused when the mapping is read, so that a typing error cannot silently drop a column.
`data/mappings/online_retail.toml` is an example.
"""

import tomllib
from collections.abc import Iterator
from pathlib import PurePath
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from schemas.errors import UsageError
from schemas.mapping.checks import Check
from schemas.mapping.columns import (
    CustomerColumns,
    ItemColumns,
    Items,
    MappedField,
    MappedObject,
    Metadata,
    OrderColumns,
)
from schemas.mapping.conditions import Rows
from schemas.mapping.dates import Dates
from schemas.mapping.file import File
from schemas.mapping.money import Money
from schemas.mapping.preset import Preset, Recognise
from schemas.mapping.table import OneOrMore, Table, Texts, written_key
from schemas.mapping.values import ValueType

_NEEDED = ((ValueType.MONEY, "money"), (ValueType.TIME, "dates"))


class Cancellations(Table):
    """Orders whose `source_id` starts with the prefix: their status is CANCELED, whatever `order.status` says."""

    source_id_prefix: str = Field(min_length=1)
    negate: tuple[Literal["quantity", "price", "amount", "discount_amount"], ...] = Field(
        (), description="item values that such orders write with the opposite sign"
    )


class Mapping(Table):
    """A whole mapping file."""

    preset: Preset | None = None
    recognise: Recognise | None = None
    file: File = File()
    rows: Rows = Rows()
    order: OrderColumns | None = None
    customer: CustomerColumns | None = None
    items: Items = ()
    money: Money | None = None
    dates: Dates | None = None
    cancellations: Cancellations | None = None
    check: Annotated[tuple[Check, ...], OneOrMore] = ()
    first_line_wins: tuple[str, ...] = Field(
        (), description="columns in which lines of one order may differ; in all others that is a reason to reject it"
    )
    required: tuple[str, ...] | None = Field(
        None, description="columns that the file must have, of those that are mapped: all of them unless said"
    )
    expect: dict[str, Texts] = Field(
        {}, description="texts that a column must have, by its name; an order with another one is rejected"
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.order is None:
            if self.model_fields_set - {"file", "preset", "recognise"}:
                message = "a mapping needs the table [order], unless [file] alone says where orders of our own form are"
                raise ValueError(message)
            return self
        for said in (*self._misplaced(), *self._needs(), *self._strange_columns()):
            raise ValueError(said)
        return self

    def _misplaced(self) -> Iterator[str]:
        of_items = [field for group in self.items for field in group.mapped_fields()]
        for field in (*self.order_fields(), *of_items):
            said = field.value.misplaced(field.value_type)
            if "type" in field.value.model_fields_set and "metadata" not in field.place:
                said = "type is for metadata; what is in an order has one"
            if field.value.lines == "sum" and field.value_type not in (ValueType.MONEY, ValueType.WHOLE):
                said = f"what is {field.value_type} has no sum"
            if said:
                yield f"{field.path[2:]}: {said}"
        for field in of_items:
            if field.value.lines != "same":
                yield f"items.{field.path[2:]}: lines is for values of an order, and an item is of one line"
        for group in self.items:
            if group.cell and (part := group.cell.without_group(self.columns())):
                yield f"items.cell.pattern: has no group for the column {part!r}"
        if len(self.items) > 1 and any(group.cell for group in self.items):
            yield "items.cell: a cell that holds all items is alone, and there are several tables [[items]]"

    def _needs(self) -> Iterator[str]:
        fields = (*self.order_fields(), *(field for group in self.items for field in item_fields(group)))
        for value_type, table in _NEEDED:
            if getattr(self, table) is None:
                for field in fields:
                    has_own = value_type is ValueType.TIME and field.value.format
                    if field.value_type is value_type and not field.value.is_fixed and not has_own:
                        yield f"a column of {value_type} needs the table [{table}]"
        if self.order is not None and self.order.metadata is not None and self.order.metadata.whole is not None:
            has_currency = self.money is not None and self.money.currency.column
            if self.order.refunded_amount or has_currency:
                yield "order.metadata as a whole leaves no place in it for a refund or a currency"
        if self.check and self.money is None:
            yield "a check needs the table [money]"
        if self.file.has_total_amount and self.money is None:
            yield "file.footer: a total amount needs the table [money]"
        if self.order is not None and self.order.source_id is not None and self.order.source_id.is_fixed:
            yield "order.source_id must name a column: it says which lines are one order"

    def _strange_columns(self) -> Iterator[str]:
        columns = {column for field in self.order_fields() for column in field.value.columns()}
        for column in self.first_line_wins:
            if column not in columns:
                yield f"first_line_wins names {column!r}, which is no column of [order] or [customer]"
        for column in self.required or ():
            if column not in self.columns():
                yield f"required names {column!r}, which is not mapped"

    @classmethod
    def from_toml(cls, text: str, name: str) -> Self:
        """Read a mapping file's text; raise `UsageError` naming the file `name` and the key that is wrong."""
        given: dict[str, object] = {}
        try:
            given = tomllib.loads(text)
            return cls.model_validate(given)
        except tomllib.TOMLDecodeError as error:
            hint = "See data/mappings/online_retail.toml for an example."
            raise _unfit(name, f"is not TOML: {error}.", operator_hint=hint) from error
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            key = written_key(first["loc"], given) or "the file as a whole"
            said = f"is not valid at {key}: {first['msg'].removeprefix('Value error, ')}."
            hint = "See docs/mappings.md for every key and what it means."
            raise _unfit(name, said, operator_hint=hint) from error

    def columns(self) -> set[str]:
        """The names of all columns that are mapped, or that something depends on; `{n}` as it is written."""
        values = [field.value for field in self.order_fields()]
        values += [field.value for group in self.items for field in item_fields(group)]
        values += [check.column for check in self.check]
        conditions = [*self.rows.keep, *self.rows.skip]
        conditions += [each for group in self.items for each in (*group.keep, *group.skip)]
        found = {column for value in values for column in value.columns()}
        found |= {condition.column for condition in conditions} | set(self.expect)
        found |= {group.cell.column for group in self.items if group.cell}
        found |= {group.once_per for group in self.items if group.once_per}
        found |= set(self.money.currency.column) if self.money else set()
        if self.dates is not None and self.dates.time_zone.column is not None:
            found.add(self.dates.time_zone.column)
        return found

    def needed(self) -> set[str]:
        """Those of its columns that the file must have."""
        if self.required is not None:
            return set(self.required)
        return self.columns() & set(self.recognise.required) if self.recognise else self.columns()

    def header(self) -> set[str]:
        """The names that the header of a table must have; of columns that are numbered, none."""
        cells = tuple(f"{group.cell.column}." for group in self.items if group.cell)
        named = self.needed()
        return {name for name in named if "{n}" not in name and not (cells and name.startswith(cells))}

    def repeated(self) -> set[str]:
        """The names that may come again in the header, once for each item of a line."""
        return {
            column
            for group in self.items
            if group.same_names
            for field in item_fields(group)
            for column in field.value.columns()
        }

    def order_fields(self) -> tuple[MappedField, ...]:
        """The values that all lines of one order share: the order's own and its customer's."""
        order = self.order.mapped_fields() if self.order else ()
        customer = self.customer.mapped_fields(("customer",)) if self.customer else ()
        return (*order, *customer)


def item_fields(group: ItemColumns) -> tuple[MappedField, ...]:
    """The values of an item; none if lines say nothing of items, as a constant alone makes no item."""
    fields = tuple(group.mapped_fields())
    has_rest = any(rest for _, rest in rests(group))
    return fields if has_rest or not all(field.value.is_fixed for field in fields) else ()


def rests(mapped: MappedObject, place: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Where all other columns go, and which of them do not, if anywhere."""
    for name in type(mapped).model_fields:
        value = getattr(mapped, name)
        if isinstance(value, Metadata) and value.rest is not None:
            yield (*place, name), value.rest.left_out
        elif isinstance(value, MappedObject):
            yield from rests(value, (*place, name))


def _unfit(path: str, said: str, *, operator_hint: str) -> UsageError:
    name, detail = PurePath(path).name, f"The mapping {path} {said}"
    return UsageError(f"The mapping {name} {said}", detail=detail, operator_hint=operator_hint)
