"""JSON lines of which some belong to others: which of them are orders, and which are children of what."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from schemas.mapping.file import Children
from schemas.mapping.mapping import Mapping
from schemas.orders.reject_codes import RejectCode
from schemas.reports.report import Warned
from tasks.extract.formats.json_records import Rejected, UnreadableError, checked, fault_of, lines_of_families
from tasks.extract.json_paths import Objects, text_at
from tasks.extract.lines.frames import Lines


@dataclass(frozen=True, slots=True)
class Member:
    """One line: how it names itself, and whose child it is."""

    own: str | None
    parent: str | None
    members: Objects


def member_of(text: bytes, children: Children) -> Member:
    """Read a line. Raises what `fault_of` takes."""
    found = checked(text)
    parent, own = (text_at(found, (key,)) for key in (children.parent, children.id))
    return Member(own, parent, found)


def faulty(row: int, text: bytes, error: Exception) -> Rejected:
    """A line that cannot be read."""
    return row, text.decode(errors="replace"), *fault_of(error)


def orphan(row: int, text: bytes, parent: str, children: Children) -> Rejected:
    """A child whose parent does not come before it."""
    reason = f"belongs to {parent[:60]}, which does not come before it"
    return row, text.decode(), RejectCode.UNKNOWN_ID, f"$.{children.parent}", reason


def left_out(count: int) -> Warned:
    """What is said of children of children."""
    said = "objects belong to lines of orders and not to orders; they were left out"
    return Warned(code="rows_left_out", message=said, count=count)


def lines_with_children(texts: Sequence[bytes], mapping: Mapping, children: Children) -> Lines:
    """The lines of orders whose children stand in lines of their own, anywhere after them."""
    rejects: list[Rejected] = []
    orders: dict[str, tuple[int, Objects]] = {}
    of_order: dict[str, list[Objects]] = {}
    inner, lost = set[str](), 0
    for row, text in enumerate(texts):
        try:
            found = member_of(text, children)
        except (UnreadableError, msgspec.MsgspecError) as error:
            rejects.append(faulty(row, text, error))
            continue
        own, parent = found.own, found.parent
        if parent is None:
            orders[own or f"\0{row}"] = (row, found.members)
        elif parent in orders:
            of_order.setdefault(parent, []).append(found.members)
            inner |= {own} if own is not None else set()
        elif parent in inner:
            lost += 1
        else:
            rejects.append(orphan(row, text, parent, children))
    families = ((row, order, of_order.get(key, ())) for key, (row, order) in orders.items())
    lines = lines_of_families(families, mapping, rejects)
    return lines if not lost else lines.noting(left_out(lost))
