"""A whole mapping file (TOML): which column of a file of line items is what in an order, and how it is written.

Every key of it is in `schemas.orders.mapping_columns` and `schemas.orders.mapping_formats`. A name that is not known
is refused, so that a typing error cannot silently drop a column. `data/mappings/online_retail.toml` is an example.
"""

import tomllib
from pathlib import PurePath
from typing import Self

from pydantic import Field, ValidationError, model_validator

from schemas.errors import UsageError
from schemas.orders.mapping_columns import CustomerColumns, ItemColumns, MappedField, OrderColumns, Table, ValueType
from schemas.orders.mapping_formats import Cancellations, Dates, File, Money


class Mapping(Table):
    """A whole mapping file."""

    file: File = File()
    order: OrderColumns
    customer: CustomerColumns | None = None
    items: ItemColumns | None = None
    money: Money | None = None
    dates: Dates | None = None
    cancellations: Cancellations | None = None
    first_line_wins: tuple[str, ...] = Field(
        (), description="columns in which lines of one order may differ; in all others that is a reason to reject it"
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        fields = (*self.order_fields(), *self.item_fields())
        types = {field.value_type for field in fields if field.origin.column}
        for value_type, table in ((ValueType.MONEY, "money"), (ValueType.TIME, "dates")):
            if value_type in types and getattr(self, table) is None:
                message = f"a column of {value_type} needs the table [{table}]"
                raise ValueError(message)
        if self.order.source_id.column is None:
            message = "order.source_id must name a column: it says which lines are one order"
            raise ValueError(message)
        columns = {field.origin.column for field in self.order_fields()}
        if unknown := [column for column in self.first_line_wins if column not in columns]:
            message = f"first_line_wins names {unknown[0]!r}, which is no column of [order] or [customer]"
            raise ValueError(message)
        return self

    @classmethod
    def from_toml(cls, text: str, name: str) -> Self:
        """Read a mapping file's text; raise `UsageError` naming the file `name` and the key that is wrong."""
        try:
            return cls.model_validate(tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            hint = "See data/mappings/online_retail.toml for an example."
            raise _unfit(name, f"is not TOML: {error}.", operator_hint=hint) from error
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            key = ".".join(str(part) for part in first["loc"]) or "the file as a whole"
            said = f"is not valid at {key}: {first['msg'].removeprefix('Value error, ')}."
            hint = "See docs/mappings.md for every key and what it means."
            raise _unfit(name, said, operator_hint=hint) from error

    def columns(self) -> set[str]:
        """The names of all columns that are mapped."""
        fields = (*self.order_fields(), *self.item_fields())
        return {field.origin.column for field in fields if field.origin.column is not None}

    def item_fields(self) -> tuple[MappedField, ...]:
        """The values of an item; none if lines say nothing of items, as a constant alone makes no item."""
        fields = () if self.items is None else tuple(self.items.mapped_fields())
        return fields if any(field.origin.column for field in fields) else ()

    def order_fields(self) -> tuple[MappedField, ...]:
        """The values that all lines of one order share: the order's own and its customer's."""
        customer = self.customer.mapped_fields(("customer",)) if self.customer else ()
        return (*self.order.mapped_fields(), *customer)


def _unfit(path: str, said: str, *, operator_hint: str) -> UsageError:
    name, detail = PurePath(path).name, f"The mapping {path} {said}"
    return UsageError(f"The mapping {name} {said}", detail=detail, operator_hint=operator_hint)
