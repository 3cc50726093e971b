"""How amounts are written: the table [money]."""

from typing import Annotated, Literal, Self

from iso4217 import Currency
from pydantic import BeforeValidator, Field, field_validator, model_validator

from schemas.mapping.table import Table, Texts

_EXPONENTS = {currency.value: currency.exponent for currency in Currency}
DECIMALS = {code: int(exponent) for code, exponent in _EXPONENTS.items() if exponent is not None}
"""Digits after the decimal point of each currency: 2 for GBP, 0 for JPY, 3 for KWD."""


class CurrencyColumn(Table):
    """The currency of each order; it is kept in `metadata.currency`, and its case does not matter."""

    code: str | None = None
    column: Texts = Field((), description="the column's name in the header; of several the first that is there")
    ask: bool = Field(False, description="`true`: the file does not say it, and whoever imports it has to")
    expect: str | None = Field(
        None, description="the currency that all orders must have, and have if they name none; that of most unless said"
    )
    mixed: bool = Field(False, description="`true`: take orders of any currency (amounts are never converted)")

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if (self.code is not None) + bool(self.column) + self.ask != 1:
            message = "name a currency, or the column that says it"
            raise ValueError(message)
        return self

    @field_validator("code", "expect")
    @classmethod
    def _has_a_unit(cls, code: str | None) -> str | None:
        if code is not None and code not in DECIMALS:
            message = f"{code!r} is not a currency of ISO 4217 with a smallest unit"
            raise ValueError(message)
        return code


def _as_table(given: object) -> object:
    return {"code": given} if isinstance(given, str) else given


class Money(Table):
    """How amounts are written; they become whole numbers of the currency's smallest unit, exactly.

    A sign, parentheses for a minus, the currency's own symbol and its code are understood.
    """

    currency: Annotated[CurrencyColumn, BeforeValidator(_as_table)] = Field(
        description='ISO 4217 code, which says how many decimals there are; or `{ column = "Currency" }`'
    )
    decimal_separator: Literal[".", ","] = "."
    thousands_separator: Literal["", ",", ".", " ", "'"] = Field(
        "", description="a blank stands for every kind of blank, an apostrophe for every kind of apostrophe"
    )
    minor_units: bool = Field(False, description="`true`: amounts are written in the smallest unit, as 1999 for 19.99")
    symbols: Texts = Field((), description="more ways in which the currency is written beside an amount")

    @model_validator(mode="after")
    def _usable(self) -> Self:
        if self.decimal_separator == self.thousands_separator:
            message = "decimal_separator and thousands_separator must differ"
            raise ValueError(message)
        return self
