"""JSON that a mapping is for: where its orders are, and whether they are in our own form or have to be mapped."""

from collections.abc import Sequence

import msgspec
import polars as pl

from schemas.errors import ImportAbortedError
from schemas.mapping.mapping import Mapping
from schemas.orders.array_elements import array_elements
from tasks.extract.formats.json_children import lines_with_children
from tasks.extract.formats.json_records import lines_of
from tasks.extract.formats.json_source import read_array, read_lines
from tasks.extract.json_paths import EVERY, elements, lists_in, members, records_at, split
from tasks.extract.lines.orders import orders_from_lines
from tasks.extract.mapped_orders import MappedOrders
from tasks.extract.source import Source
from tasks.extract.source_errors import source_error

_BOM = b"\xef\xbb\xbf"


def read_mapped(source: Source, mapping: Mapping, *, is_lines: bool) -> MappedOrders:
    """Read JSON or NDJSON by a mapping. Raises `ImportAbortedError` if there are no orders where it says."""
    if mapping.order is None:
        texts = _orders(source, mapping, is_lines=is_lines)
        array = b"[" + b",".join(bytes(text) for text in texts) + b"]"
        return MappedOrders(read_array(Source(source.name, array)), [])
    if mapping.file.children is not None:
        lines = lines_with_children(_text_lines(source), mapping, mapping.file.children)
    else:
        lines = lines_of(_orders(source, mapping, is_lines=is_lines), mapping)
    return orders_from_lines(lines, mapping)


def _orders(source: Source, mapping: Mapping, *, is_lines: bool) -> Sequence[bytes | msgspec.Raw]:
    """The text of each order."""
    records = mapping.file.records
    if records is None and is_lines:
        return _text_lines(source)
    content = _content(source)
    if records is None:
        try:
            return array_elements(content)
        except (msgspec.MsgspecError, RecursionError):
            read_array(source)  # which says what is wrong
            raise
    found = _at(source, content, records)
    if found is None:
        lists = ", ".join(lists_in(content)) or "none"
        said, hint = "{name} has no array of orders at {member}.", f"Arrays of objects in it: {lists}."
        raise source_error(ImportAbortedError, source.name, said, hint, member=repr(records))
    return found


def _at(source: Source, content: bytes, records: str) -> list[msgspec.Raw] | None:
    """The orders in the lists at a path; of several documents in one array, `*` begins the path."""
    path = split(records)
    root = members(content)
    if root is None:
        pages = elements(content) if path[0] == EVERY else None
        if pages is None:
            read_array(source) if elements(content) is None else None
            return None
        found = [records_at(members(page) or {}, path[1:]) for page in pages]
        return [each for records in found for each in records or ()] if found and None not in found else None
    return records_at(root, path)


def _content(source: Source) -> bytes:
    return source.content().removeprefix(_BOM)


def _text_lines(source: Source) -> list[bytes]:
    try:
        lines = [line.strip() for line in _content(source).split(b"\n")]
    except pl.exceptions.ComputeError:
        read_lines(source, is_guess=False)  # which says what is wrong
        raise
    return [line for line in lines if line]
