"""How a file of line items is written: its separator, money, times, cancelled orders."""

from typing import Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from iso4217 import Currency
from pydantic import Field, field_validator, model_validator

from schemas.orders.mapping_columns import Table
from schemas.orders.time_patterns import checked_pattern


class File(Table):
    """How the file itself is written."""

    separator: str = Field(",", min_length=1, max_length=1, description="between two cells of a CSV file")
    quote: str = Field('"', max_length=1, description="around cells of a CSV file; empty if quotes mean nothing in it")
    escape: Literal["", "\\"] = Field(
        "", description="before a quote that is part of a cell, instead of a second quote"
    )

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        if self.quote == self.separator:
            message = "quote and separator must differ"
            raise ValueError(message)
        if self.escape and not self.quote:
            message = "escape needs a quote"
            raise ValueError(message)
        return self


class Money(Table):
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
        exponent = Currency(self.currency).exponent
        assert exponent is not None  # or the mapping would have been refused
        return int(exponent)


class Dates(Table):
    """How times are written."""

    format: str = Field(
        description="strptime pattern such as %d/%m/%Y %H:%M, %S.%f for fractions; %s for seconds since 1970"
    )
    time_zone: str = Field("UTC", description="IANA name of the clock they were read from; unused with %z and %s")
    ambiguous: Literal["reject", "earliest", "latest"] = Field(
        "reject", description="which one is meant of an hour that the end of summer time repeats"
    )

    @property
    def pattern(self) -> str:
        """The format as Polars spells it."""
        return checked_pattern(self.format)

    @field_validator("format")
    @classmethod
    def _readable(cls, text: str) -> str:
        checked_pattern(text)
        return text

    @model_validator(mode="after")
    def _known_zone(self) -> Self:
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            message = f"{self.time_zone!r} is not a time zone such as Europe/London"
            raise ValueError(message) from None
        return self


class Cancellations(Table):
    """Orders whose `source_id` starts with the prefix: their status is CANCELED, whatever `order.status` says."""

    source_id_prefix: str = Field(min_length=1)
    negate: tuple[Literal["quantity", "price", "amount", "discount_amount"], ...] = Field(
        (), description="item values that such orders write with the opposite sign"
    )
