"""Lines of a source on disk, from where they come back with those of one order together.

Invariant: what is in memory is a part of the lines, or all lines of one order, however many lines there are.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from tasks.extract.lines.numbering import NUMBER
from tasks.extract.lines.parts import CODE
from tasks.extract.values.texts import ROW
from tasks.warehouse.statements import Connection, register, sql

_KEYS = pl.Schema({"line_row": pl.UInt32(), "number": pl.String(), "code": pl.String()})


@dataclass(slots=True)
class LineStore:
    """Lines in the database `con`; their columns have numbers, as DuckDB knows no capitals from small letters."""

    con: Connection
    schema: pl.Schema | None = None
    _is_gathered: bool = field(default=False, init=False)

    def add(self, lines: pl.DataFrame, keys: pl.DataFrame) -> None:
        """Keep lines (with `ROW`) that have keys, as `tasks.extract.lines.parts.keys_of` gives them."""
        found = lines.join(keys, on=ROW, maintain_order="left") if keys.height != lines.height else lines
        columns = found.drop(ROW, NUMBER, CODE, strict=False)
        named = columns.rename({name: f"column_{number}" for number, name in enumerate(columns.columns)})
        own = keys.select(ROW, NUMBER, CODE)
        own.columns = list(_KEYS)
        part = pl.concat([own.cast(_KEYS), named], how="horizontal")
        register(self.con, "part", part)
        self.con.execute(sql("backfill/keep_lines" if self.schema else "backfill/keep_first_lines"))
        self.con.unregister("part")
        self.schema = self.schema or columns.schema

    def gather(self) -> list[str]:
        """Put the lines of each order together; the currencies that orders name, the most frequent one first."""
        self.con.execute(sql("backfill/find_orders"))
        [(apart,)] = self.con.execute(sql("backfill/count_apart")).fetchall()
        if apart:
            self.con.execute(sql("backfill/gather_lines"))
        self._is_gathered = apart > 0
        return [code for (code,) in self.con.execute(sql("backfill/list_currencies")).fetchall()]

    def parts(self, size: int) -> Iterator[pl.DataFrame]:
        """All lines (with `ROW`), some `size` of them at a time, never some of an order."""
        held: list[pl.DataFrame] = []
        for lines in self._read(size):
            held.append(lines)
            # in one chunk: Polars stumbles over empty ones
            whole = pl.concat(held, rechunk=True)
            end = _end_of_orders(whole["number"])
            if end:
                yield self._as_it_was(whole[:end])
                held = [whole[end:]]
        if held:
            yield self._as_it_was(pl.concat(held, rechunk=True))

    def _read(self, size: int) -> Iterator[pl.DataFrame]:
        statement = sql("backfill/read_gathered" if self._is_gathered else "backfill/read_lines")
        position = 0
        while (found := self.con.execute(statement, {"position": position, "count": size}).pl()).height:
            yield found
            position += found.height

    def _as_it_was(self, lines: pl.DataFrame) -> pl.DataFrame:
        assert self.schema is not None  # or nothing would have been read
        columns = lines.drop("number", "code")
        columns.columns = [ROW, *self.schema]
        return columns.cast(pl.Schema([(ROW, pl.UInt32()), *self.schema.items()]))


def _end_of_orders(numbers: pl.Series) -> int:
    """How many of the lines come before the last order, which may have more of them; a line without number is alone."""
    last = numbers[-1]
    if last is None:
        return len(numbers)
    others = numbers.ne_missing(last).arg_true()
    return int(others[-1]) + 1 if len(others) else 0
