"""What a mapping file (TOML) says: which column of a file of line items is what in an order.

A cell is a column's name (`price = "UnitPrice"`) or a table: `{ column = "CustomerID", strip_suffix = ".0" }` or
`{ constant = "PAID" }`. Names on the left are those of an order (contract §2 and §3); a name that is not known is
refused, so that a typing error cannot silently drop a column. `data/mappings/online_retail.toml` is an example.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from iso4217 import Currency
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, ValidationError, model_validator

from schemas.errors import UsageError


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Kind(StrEnum):
    """How the text of a cell becomes a value."""

    TEXT = "text"
    WHOLE = "whole number"
    MONEY = "money"
    TIME = "time"


class Cell(_Table):
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


def _from_name(value: Any) -> Any:
    return {"column": value} if isinstance(value, str) else value


AnyCell = Annotated[Cell, BeforeValidator(_from_name)]
RequiredText = Annotated[AnyCell, Kind.TEXT]
TextCell = Annotated[AnyCell | None, Kind.TEXT]
WholeCell = Annotated[AnyCell | None, Kind.WHOLE]
MoneyCell = Annotated[AnyCell | None, Kind.MONEY]
TimeCell = Annotated[AnyCell | None, Kind.TIME]


@dataclass(frozen=True, slots=True)
class Mapped:
    """One value of an order or an item: its place, such as `("customer", "source_id")`, its origin and its kind."""

    place: tuple[str, ...]
    cell: Cell
    kind: Kind

    @property
    def path(self) -> str:
        """JSON path below its order or item, such as `$.customer.source_id`."""
        return ".".join(("$", *self.place))


class _Record(_Table):
    """An object of an order whose values come from cells."""

    def cells(self, place: tuple[str, ...] = ()) -> Iterator[Mapped]:
        """Every value that is mapped, in the order of the fields, nested objects included."""
        for name, field in type(self).model_fields.items():
            value = getattr(self, name)
            if isinstance(value, Cell):
                kind = next(mark for mark in field.metadata if isinstance(mark, Kind))
                yield Mapped((*place, name), value, kind)
            elif isinstance(value, _Record):
                yield from value.cells((*place, name))
            elif isinstance(value, dict):
                yield from (Mapped((*place, name, key), cell, Kind.TEXT) for key, cell in value.items())
            elif isinstance(value, str | bool):
                yield Mapped((*place, name), Cell(constant=value), Kind.TEXT)


class AddressCells(_Record):
    """The customer's address."""

    line_1: TextCell = None
    line_2: TextCell = None
    postal_code: TextCell = None
    city: TextCell = None
    state: TextCell = None
    country: TextCell = None


class CustomerCells(_Record):
    """Who ordered; an order without the `source_id` has no customer at all, whatever else the line says of one."""

    source_id: RequiredText
    name: TextCell = None
    description: TextCell = None
    email: TextCell = None
    phone: TextCell = None
    birthdate: TextCell = None
    address: AddressCells | None = None
    metadata: dict[str, AnyCell] | None = None


class ProductCells(_Record):
    """Product data of an item; `override = true` also stores it as the product (contract §3)."""

    source_id: TextCell = None
    name: TextCell = None
    price: MoneyCell = None
    override: bool | None = None
    metadata: dict[str, AnyCell] | None = None


class SkuCells(_Record):
    """SKU data of an item; `override = true` also stores it as the SKU (contract §3)."""

    source_id: TextCell = None
    sku: TextCell = None
    price: MoneyCell = None
    override: bool | None = None
    metadata: dict[str, AnyCell] | None = None


class ItemCells(_Record):
    """What one line says of its item; `related_object` says what `source_id` names."""

    source_id: TextCell = None
    related_object: Literal["product", "sku"] | None = None
    product_id: TextCell = None
    sku_id: TextCell = None
    quantity: WholeCell = None
    price: MoneyCell = None
    amount: MoneyCell = None
    discount_amount: MoneyCell = None
    discount_quantity: WholeCell = None
    initial_quantity: WholeCell = None
    initial_amount: MoneyCell = None
    product: ProductCells | None = None
    sku: SkuCells | None = None
    metadata: dict[str, AnyCell] | None = None


class OrderCells(_Record):
    """What all lines of one order have in common; lines with the same `source_id` are one order."""

    source_id: RequiredText
    status: TextCell = None
    created_at: TimeCell = None
    amount: MoneyCell = None
    initial_amount: MoneyCell = None
    discount_amount: MoneyCell = None
    metadata: dict[str, AnyCell] | None = None


class File(_Table):
    """How the file itself is written."""

    separator: str = Field(",", min_length=1, max_length=1, description="between two cells of a CSV file")


class Money(_Table):
    """How amounts are written; they become whole numbers of the currency's smallest unit, exactly."""

    currency: str = Field(description="ISO 4217 code, which says how many decimals there are")
    decimal_separator: Literal[".", ","] = "."
    thousands_separator: Literal["", ",", ".", " ", "'"] = ""

    @model_validator(mode="after")
    def _usable(self) -> Self:
        if self.currency not in {currency.value for currency in Currency if currency.exponent is not None}:
            message = f"{self.currency!r} is not a currency of ISO 4217 with a smallest unit"
            raise ValueError(message)
        if self.decimal_separator == self.thousands_separator:
            message = "decimal_separator and thousands_separator must differ"
            raise ValueError(message)
        return self

    @property
    def decimals(self) -> int:
        """Digits after the decimal point: 2 for GBP, 0 for JPY, 3 for KWD."""
        return int(Currency(self.currency).exponent)


class Dates(_Table):
    """How times are written."""

    format: str = Field(description="strptime pattern such as %d/%m/%Y %H:%M")
    time_zone: str = Field("UTC", description="IANA name of the clock they were read from; unused if format has %z")
    ambiguous: Literal["reject", "earliest", "latest"] = Field(
        "reject", description="which one is meant of an hour that the end of summer time repeats"
    )

    @model_validator(mode="after")
    def _known_zone(self) -> Self:
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            message = f"{self.time_zone!r} is not a time zone such as Europe/London"
            raise ValueError(message) from None
        return self


class Cancellations(_Table):
    """Orders whose `source_id` starts with the prefix: their status is CANCELED, whatever `order.status` says."""

    source_id_prefix: str = Field(min_length=1)
    negate: tuple[Literal["quantity", "price", "amount", "discount_amount"], ...] = Field(
        (), description="item values that such orders write with the opposite sign"
    )


class Mapping(_Table):
    """A whole mapping file."""

    file: File = File()
    order: OrderCells
    customer: CustomerCells | None = None
    items: ItemCells
    money: Money | None = None
    dates: Dates | None = None
    cancellations: Cancellations | None = None
    first_line_wins: tuple[str, ...] = Field(
        (), description="columns in which lines of one order may differ; in all others that is a reason to reject it"
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        kinds = {mapped.kind for mapped in (*self.order_cells(), *self.items.cells()) if mapped.cell.column}
        for kind, table in ((Kind.MONEY, "money"), (Kind.TIME, "dates")):
            if kind in kinds and getattr(self, table) is None:
                message = f"a column of {kind} needs the table [{table}]"
                raise ValueError(message)
        if self.order.source_id.column is None:
            message = "order.source_id must name a column: it says which lines are one order"
            raise ValueError(message)
        columns = {mapped.cell.column for mapped in self.order_cells()}
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
            message = f"The mapping {name} is not TOML: {error}."
            raise UsageError(message, "See data/mappings/online_retail.toml for an example.") from error
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            key = ".".join(str(part) for part in first["loc"]) or "the file as a whole"
            message = f"The mapping {name} is not valid at {key}: {first['msg'].removeprefix('Value error, ')}."
            raise UsageError(message, "See schemas/orders/mapping.py for every key and what it means.") from error

    def order_cells(self) -> tuple[Mapped, ...]:
        """The values that all lines of one order share: the order's own and its customer's."""
        customer = self.customer.cells(("customer",)) if self.customer else ()
        return (*self.order.cells(), *customer)
