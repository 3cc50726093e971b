"""Which value is which field of an order: the tables [order], [customer] and [items].

Names on the left are those of an order (contract §2 and §3); what stands on the right is a value (`values`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from schemas.mapping.conditions import Conditions
from schemas.mapping.item_cells import ItemCell
from schemas.mapping.table import Table
from schemas.mapping.values import AnyValue, Value, ValueType

Text = Annotated[AnyValue | None, ValueType.TEXT]
Key = Annotated[AnyValue | None, ValueType.KEY]
Status = Annotated[AnyValue | None, ValueType.STATUS]
Phone = Annotated[AnyValue | None, ValueType.PHONE]
WholeNumber = Annotated[AnyValue | None, ValueType.WHOLE]
Amount = Annotated[AnyValue | None, ValueType.MONEY]
Time = Annotated[AnyValue | None, ValueType.TIME]
Date = Annotated[AnyValue | None, ValueType.DATE]


@dataclass(frozen=True, slots=True)
class MappedField:
    """One value of an order or an item: its place, such as `("customer", "source_id")`, its origin and its type."""

    place: tuple[str, ...]
    value: Value
    value_type: ValueType
    path: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", ".".join(("$", *self.place)))

    def with_columns(self, columns: dict[str, str]) -> "MappedField":
        """The same, read from other columns: those of the names on the right."""
        return replace(self, value=renamed(self.value, columns))


class Rest(Table):
    """All columns that the mapping does not name."""

    left_out: tuple[str, ...] = Field((), alias="except", description="columns to leave out")


class Metadata(Table):
    """Keys of metadata and the value of each; the key `*` stands for all columns that the mapping does not name, and
    the key `**` alone for all of a JSON object.
    """

    named: dict[str, AnyValue] = Field({})
    whole: AnyValue | None = None
    rest: Rest | None = None

    @model_validator(mode="before")
    @classmethod
    def _apart(cls, given: object) -> object:
        if given == "*":
            return {"rest": {}}
        if not isinstance(given, dict):
            return {"named": given}
        rest = given.get("*")
        whole = given.get("**")
        if whole is not None and len(given) > 1:
            message = "** is all of metadata, beside which there is nothing"
            raise ValueError(message)
        named = {name: value for name, value in given.items() if name not in ("*", "**")}
        return {"named": named, "whole": whole, "rest": {} if rest == "*" else rest}


class MappedObject(Table):
    """An object of an order whose values come from columns and constants."""

    def mapped_fields(self, place: tuple[str, ...] = ()) -> Iterator[MappedField]:
        """Every value that is mapped, in the order of the fields, nested objects included."""
        for name, info in type(self).model_fields.items():
            value = getattr(self, name)
            if isinstance(value, Value):
                value_type = next((mark for mark in info.metadata if isinstance(mark, ValueType)), None)
                if value_type is not None:
                    yield MappedField((*place, name), value, value_type)
            elif isinstance(value, MappedObject):
                yield from value.mapped_fields((*place, name))
            elif isinstance(value, Metadata) and value.whole is not None:
                yield MappedField((*place, name), value.whole, ValueType.JSON)
            elif isinstance(value, Metadata):
                for key, each in value.named.items():
                    yield MappedField((*place, name, key), each, ValueType(each.type or "text"))
            elif name in ("related_object", "override") and value is not None:
                yield MappedField((*place, name), Value(constant=value), ValueType.TEXT)


class AddressColumns(MappedObject):
    """The customer's address."""

    line_1: Text = None
    line_2: Text = None
    postal_code: Text = None
    city: Text = None
    state: Text = None
    country: Text = None


class CustomerColumns(MappedObject):
    """Who ordered: by `source_id`, else by `email`, else by `phone`; an order with none of them has no customer at all,
    whatever else the line says of one.
    """

    source_id: Key = None
    name: Text = None
    description: Text = None
    email: Key = None
    phone: Phone = None
    birthdate: Date = None
    address: AddressColumns | None = None
    metadata: Metadata | None = None


class ProductColumns(MappedObject):
    """Product data of an item; `override = true` also stores it as the product (contract §3)."""

    source_id: Key = None
    name: Text = None
    price: Amount = None
    override: bool | None = None
    metadata: Metadata | None = None


class SkuColumns(MappedObject):
    """SKU data of an item; `override = true` also stores it as the SKU (contract §3)."""

    source_id: Key = None
    sku: Text = None
    price: Amount = None
    override: bool | None = None
    metadata: Metadata | None = None


class ItemColumns(MappedObject):
    """What one line says of its item; `related_object` says what `source_id` names. A line in which no column of it
    holds anything has no item. Several items of one line: a list of tables `[[items]]`, or `{n}` in names of columns.
    """

    source_id: Key = None
    related_object: Literal["product", "sku"] | None = None
    product_id: Key = None
    sku_id: Key = None
    quantity: WholeNumber = None
    price: Amount = None
    amount: Amount = None
    discount_amount: Amount = None
    discount_quantity: WholeNumber = None
    initial_quantity: WholeNumber = None
    initial_amount: Amount = None
    product: ProductColumns | None = None
    sku: SkuColumns | None = None
    metadata: Metadata | None = None
    keep: Conditions = Field((), description="conditions that all have to hold, or the line has no item")
    skip: Conditions = Field((), description="conditions of which none may hold, or the line has no item")
    once_per: str | None = Field(
        None, description="column that numbers the items of an order: a line with a number that was there is no item"
    )
    same_names: bool = Field(False, description="`true`: the columns come again under the same names, once an item")
    cell: ItemCell | None = None


class OrderColumns(MappedObject):
    """What all lines of one order have in common; lines with the same `source_id` are one order, and without it each
    line is one. `refunded_amount` is added to `discount_amount` and stands in `metadata.refunded_amount`; `changed_at`
    is when the source last changed the order, and an older row never overwrites a newer one (contract §2).
    """

    source_id: Key = None
    status: Status = None
    created_at: Time = None
    changed_at: Time = None
    amount: Amount = None
    initial_amount: Amount = None
    discount_amount: Amount = None
    refunded_amount: Amount = None
    metadata: Metadata | None = None


def renamed(value: Value, columns: dict[str, str]) -> Value:
    """The value, read from other columns."""
    changes: dict[str, object] = {}
    if value.column is not None:
        changes["column"] = columns.get(value.column, value.column)
    for name in ("first", "join", "sum"):
        if parts := getattr(value, name):
            changes[name] = tuple(renamed(part, columns) for part in parts)
    if value.when:
        changes["when"] = tuple(
            each.model_copy(update={"column": columns.get(each.column, each.column)}) for each in value.when
        )
    return value.model_copy(update=changes)


def _as_list(given: object) -> object:
    return [given] if isinstance(given, dict) else given


Items = Annotated[tuple[ItemColumns, ...], BeforeValidator(_as_list)]
"""One table of items or several."""
