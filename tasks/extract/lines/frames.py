"""What readers hand on to be mapped."""

from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field, replace
from enum import StrEnum

import polars as pl

from schemas.reports.report import Warned
from tasks.extract.values.texts import ROW


class CellFault(StrEnum):
    """Why a cell of a workbook has no value that can be used, in words."""

    ERROR = "{text} in {column} is an error of the workbook, and no value"
    FORMULA = "the formula in {column} has no value yet; open the workbook, save it, and import it again"
    LONG = "{column} holds a number of more than 15 digits, the last of which may be lost; write such ids as text"


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell of a workbook without a value that can be used; `text` is what it holds, such as #REF!."""

    row: int
    column: str
    fault: CellFault
    text: str = ""

    @property
    def reason(self) -> str:
        """What is wrong with the line that it is in."""
        return self.fault.format(text=self.text, column=self.column)


@dataclass(frozen=True, slots=True)
class Lines:
    """What a reader has found: columns of lines, and totals that the file claims.

    `json_columns` are JSON texts. `is_1904`: numbers that are dates are days since 1904. `errors` stand in cells that
    are null. `rows` says of each line where its order begins in the source, if a line is not a row of it. `currency` is
    that of most orders, where these are only some of the lines. `rejects` are rows of the source (in the columns of
    `ORDER_TEXTS`) that could not be read at all. `heads` are the members that any of its JSON objects has.
    """

    frame: pl.DataFrame
    json_columns: frozenset[str] = frozenset()
    is_workbook: bool = False
    is_1904: bool = False
    errors: tuple[CellError, ...] = ()
    totals: Pairs[str, str] = field(default_factory=dict)
    rows: pl.Series | None = None
    currency: str | None = None
    rejects: pl.DataFrame | None = None
    warnings: tuple[Warned, ...] = ()
    heads: frozenset[str] = frozenset()

    def with_rows(self) -> pl.DataFrame:
        """The columns, and `ROW`."""
        if self.rows is None:
            return self.frame.with_row_index(ROW)
        return pl.DataFrame([self.rows.alias(ROW), *self.frame])

    def noting(self, *warnings: Warned) -> "Lines":
        """The same, with more warnings."""
        return replace(self, warnings=(*self.warnings, *warnings))
