"""Lines of JSON of which some belong to others, on disk, from where each order comes back with its children.

Invariant: what is in memory is a part of the lines, or all lines of one order, however many lines there are. What comes
of it is what comes of all lines at once (`tasks.extract.formats.json_children`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from typing import TypeAlias

import msgspec
import polars as pl

from schemas.mapping.file import Children
from schemas.mapping.mapping import Mapping
from tasks.extract.formats.json_children import faulty, left_out, member_of, orphan
from tasks.extract.formats.json_records import Rejected, UnreadableError, checked, lines_of_families
from tasks.extract.json_paths import Objects
from tasks.extract.lines.frames import Lines
from tasks.warehouse.statements import Connection, register, sql

_MEMBERS = pl.Schema(
    {
        **{"line_row": pl.UInt32(), "own": pl.String(), "parent": pl.String(), "text": pl.Binary()},
        **{"code": pl.String(), "path": pl.String(), "reason": pl.String()},
    }
)
_Member: TypeAlias = tuple[int, str | None, str | None, bytes, str | None, str | None, str | None]
_Gathered: TypeAlias = tuple[int, int, bool, int, str | None, bytes]


@dataclass(frozen=True, slots=True)
class Families:
    """Lines in the database `con`, by a mapping whose file has `children`."""

    con: Connection
    mapping: Mapping
    children: Children

    def gather(self, texts: Iterator[bytes], size: int) -> None:
        """Keep all lines, `size` of them at a time, and put each order and its children together."""
        self.con.execute(sql("backfill/make_members"))
        row = 0
        while some := list(islice(texts, size)):
            rows = [self._member(row + place, text) for place, text in enumerate(some)]
            register(self.con, "part", pl.DataFrame(rows, schema=_MEMBERS, orient="row"))
            self.con.execute(sql("backfill/keep_members"))
            self.con.unregister("part")
            row += len(some)
        for statement in ("find_families", "gather_families", "find_strays"):
            self.con.execute(sql(f"backfill/{statement}"))

    def parts(self, size: int) -> Iterator[Lines]:
        """The orders with their children, some `size` lines at a time; the last part has what is said of all."""
        after, held = -1, list[_Gathered]()
        for some in self._read(size):
            held += some
            last = held[-1][0]
            whole = [each for each in held if each[0] != last]
            if whole:
                until = max(each[1] for each in whole)
                yield self._lines(whole, self._rejects(after, until))
                after, held = max(after, until), [each for each in held if each[0] == last]
        [(inner,)] = self.con.execute(sql("backfill/count_inner")).fetchall()
        lines = self._lines(held, self._rejects(after, None))
        yield lines.noting(left_out(inner)) if inner else lines

    def _member(self, row: int, text: bytes) -> _Member:
        try:
            found = member_of(text, self.children)
        except (UnreadableError, msgspec.MsgspecError) as error:
            return row, None, None, text, *faulty(row, text, error)[2:]
        return row, found.own, found.parent, text, None, None, None

    def _read(self, size: int) -> Iterator[list[_Gathered]]:
        position, statement = 0, sql("backfill/read_gathered")
        while found := self.con.execute(statement, {"position": position, "count": size}).fetchall():
            yield found
            position += len(found)

    def _rejects(self, after: int, until: int | None) -> list[Rejected]:
        found = self.con.execute(sql("backfill/list_faulty"), {"after": after, "until": until}).fetchall()
        return [
            (row, text.decode(errors="replace"), code, path, reason)
            if parent is None
            else orphan(row, text, parent, self.children)
            for row, text, parent, code, path, reason in found
        ]

    def _lines(self, gathered: list[_Gathered], rejects: list[Rejected]) -> Lines:
        return lines_of_families(_families(gathered), self.mapping, rejects, is_part=True)


def _families(gathered: list[_Gathered]) -> Iterator[tuple[int, Objects, list[Objects]]]:
    for _, group in groupby(gathered, key=lambda each: each[0]):
        order, *children = ((row, checked(text)) for *_, row, _, text in group)
        yield order[0], order[1], [members for _, members in children]
