"""Which column of a file of line items is which field of an order: the tables [order], [customer] and [items].

A field is given as a column's name (`price = "UnitPrice"`) or as a table: `{ column = "CustomerID", strip_suffix =
".0" }` or `{ constant = "PAID" }`. Names on the left are those of an order (contract §2 and §3).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, model_validator


class Table(BaseModel):
    """A table of the TOML file; a name in it that is not known is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ValueType(StrEnum):
    """How the text of a cell becomes a value."""

    TEXT = "text"
    WHOLE = "whole number"
    MONEY = "money"
    TIME = "time"


class ColumnOrConstant(Table):
    """Where one value comes from: a column, or the same constant for all."""

    column: str | None = Field(None, description="the column's name in the header")
    constant: JsonValue = Field(None, description="one value for every order or item; money in the smallest unit")
    strip_suffix: str = Field("", description="text to take off the end, such as .0 of an id that was once a float")
    absent: tuple[str, ...] = Field((), description="texts that mean 'no value', besides the empty cell")

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if (self.column is None) == (self.constant is None):
            message = "name either a column or a constant"
            raise ValueError(message)
        return self


def _from_name(value: object) -> object:
    return {"column": value} if isinstance(value, str) else value


Origin = Annotated[ColumnOrConstant, BeforeValidator(_from_name)]
RequiredText = Annotated[Origin, ValueType.TEXT]
Text = Annotated[Origin | None, ValueType.TEXT]
WholeNumber = Annotated[Origin | None, ValueType.WHOLE]
Amount = Annotated[Origin | None, ValueType.MONEY]
Time = Annotated[Origin | None, ValueType.TIME]


@dataclass(frozen=True, slots=True)
class MappedField:
    """One value of an order or an item: its place, such as `("customer", "source_id")`, its origin and its type."""

    place: tuple[str, ...]
    origin: ColumnOrConstant
    value_type: ValueType

    @property
    def path(self) -> str:
        """JSON path below its order or item, such as `$.customer.source_id`."""
        return ".".join(("$", *self.place))


class MappedObject(Table):
    """An object of an order whose values come from columns and constants."""

    def mapped_fields(self, place: tuple[str, ...] = ()) -> Iterator[MappedField]:
        """Every value that is mapped, in the order of the fields, nested objects included."""
        for name, field in type(self).model_fields.items():
            value = getattr(self, name)
            if isinstance(value, ColumnOrConstant):
                value_type = next(mark for mark in field.metadata if isinstance(mark, ValueType))
                yield MappedField((*place, name), value, value_type)
            elif isinstance(value, MappedObject):
                yield from value.mapped_fields((*place, name))
            elif isinstance(value, dict):
                yield from (MappedField((*place, name, key), origin, ValueType.TEXT) for key, origin in value.items())
            elif isinstance(value, str | bool):
                yield MappedField((*place, name), ColumnOrConstant(constant=value), ValueType.TEXT)


class AddressColumns(MappedObject):
    """The customer's address."""

    line_1: Text = None
    line_2: Text = None
    postal_code: Text = None
    city: Text = None
    state: Text = None
    country: Text = None


class CustomerColumns(MappedObject):
    """Who ordered; an order without the `source_id` has no customer at all, whatever else the line says of one."""

    source_id: RequiredText
    name: Text = None
    description: Text = None
    email: Text = None
    phone: Text = None
    birthdate: Text = None
    address: AddressColumns | None = None
    metadata: dict[str, Origin] | None = None


class ProductColumns(MappedObject):
    """Product data of an item; `override = true` also stores it as the product (contract §3)."""

    source_id: Text = None
    name: Text = None
    price: Amount = None
    override: bool | None = None
    metadata: dict[str, Origin] | None = None


class SkuColumns(MappedObject):
    """SKU data of an item; `override = true` also stores it as the SKU (contract §3)."""

    source_id: Text = None
    sku: Text = None
    price: Amount = None
    override: bool | None = None
    metadata: dict[str, Origin] | None = None


class ItemColumns(MappedObject):
    """What one line says of its item; `related_object` says what `source_id` names."""

    source_id: Text = None
    related_object: Literal["product", "sku"] | None = None
    product_id: Text = None
    sku_id: Text = None
    quantity: WholeNumber = None
    price: Amount = None
    amount: Amount = None
    discount_amount: Amount = None
    discount_quantity: WholeNumber = None
    initial_quantity: WholeNumber = None
    initial_amount: Amount = None
    product: ProductColumns | None = None
    sku: SkuColumns | None = None
    metadata: dict[str, Origin] | None = None


class OrderColumns(MappedObject):
    """What all lines of one order have in common; lines with the same `source_id` are one order."""

    source_id: RequiredText
    status: Text = None
    created_at: Time = None
    amount: Amount = None
    initial_amount: Amount = None
    discount_amount: Amount = None
    metadata: dict[str, Origin] | None = None
