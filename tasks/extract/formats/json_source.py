"""JSON sources to one text an order: a JSON array, or one object a line (NDJSON).

A broken line is a bad order among good ones and travels on as it is; a broken array has no parts to tell apart and
ends the import, like anything that is not JSON at all.
"""

from collections.abc import Callable, Sequence

import msgspec
import polars as pl

from schemas.errors import ImportAbortedError
from schemas.orders.array_elements import Text, array_elements
from schemas.orders.fields import ORDER
from schemas.orders.frames import FAULT, without_faults
from schemas.orders.reject_codes import RejectCode
from tasks.extract.json_paths import lists_in, members, records_at, split
from tasks.extract.source import Source
from tasks.extract.source_errors import source_error

_COLUMNS = {"raw": pl.String(), **FAULT}
_BOM = "\ufeff"
_BATCH = 8192


def read_lines(source: Source, *, is_guess: bool) -> pl.DataFrame:
    """Read NDJSON; columns raw and `FAULT`. Blank lines and a byte order mark are no orders.

    Raises `ImportAbortedError` if no line can be an object; with `is_guess` also if the source may be one single
    object.
    """
    orders = read_more_lines(source)
    if orders.is_empty():
        raise _empty(source)
    if not orders["raw"].str.contains(r"^\s*\{").any():
        raise _not_json(source, orders["raw"][0])
    if is_guess and not _has_whole_object(orders["raw"].head(2)):
        raise _one_object(source)
    if is_guess and source.suffix == ".json" and orders.height == 1:
        raise _one_object(source)
    return orders


def read_more_lines(source: Source) -> pl.DataFrame:
    """Read lines as `read_lines` does, whatever they are: those before them were found to be NDJSON."""
    try:
        frame = without_faults(source.lines)
    except pl.exceptions.ComputeError as error:
        if source.is_remote:
            hint = "Download it and import the file: then only the broken lines are rejected."
            raise source_error(ImportAbortedError, source.name, "{name} is not UTF-8 throughout.", hint) from error
        frame = _in_batches([line.removesuffix(b"\r") for line in source.content().split(b"\n")], _decoded)
    without_mark = pl.concat([frame["raw"].head(1).str.strip_prefix(_BOM), frame["raw"].slice(1)], rechunk=False)
    return frame.with_columns(without_mark).filter(pl.col("raw").str.contains("[^ \t\r]"))


def read_array(source: Source) -> pl.DataFrame:
    """Read a JSON array; columns raw (the exact text of an element, on one line) and `FAULT`.

    Raises `ImportAbortedError` unless the source is one array, well-formed but for what `array_elements` leaves to the
    orders. An empty array is no orders.
    """
    content = memoryview(source.content())
    if content[:3] == _BOM.encode():
        content = content[3:]
    try:
        elements = array_elements(content)
    except msgspec.ValidationError as error:
        raise _one_object(source) from error
    except RecursionError as error:
        hint = "Written as NDJSON, only the orders that are would be rejected."
        raise source_error(ImportAbortedError, source.name, "{name} is nested too deeply to be read.", hint) from error
    except msgspec.DecodeError as error:
        start = bytes(content[:4096]).strip()
        if not start:
            raise _empty(source) from error
        if not start.startswith((b"[", b"{")):
            raise _not_json(source, start.decode(errors="replace")) from error
        said, why = "{name} is not valid JSON: {why}.", str(error).removeprefix("JSON is malformed: ")
        hint = "Correct it there; written as NDJSON, only the broken orders would be rejected."
        raise source_error(ImportAbortedError, source.name, said, hint, why=why) from error
    return _in_batches(elements, on_one_line)


def _in_batches(texts: Sequence[Text], read: Callable[[Sequence[Text]], pl.DataFrame]) -> pl.DataFrame:
    """Read texts a batch at a time, so that only one batch is in memory twice, and only one is read with care."""
    batches = (texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH))
    return pl.concat([without_faults(pl.Series([], dtype=pl.String)), *map(read, batches)], rechunk=False)


def _decoded(texts: Sequence[Text]) -> pl.DataFrame:
    """Bytes as text; where they are not UTF-8, the nearest text to it and the reason."""
    try:
        return without_faults(pl.Series(map(bytes, texts), dtype=pl.Binary).cast(pl.String))
    except pl.exceptions.ComputeError:
        rows = [_replaced(bytes(text)) for text in texts]
        return pl.DataFrame(rows, schema=_COLUMNS, orient="row")


def on_one_line(texts: Sequence[Text]) -> pl.DataFrame:
    """Elements of a well-formed array, where a line break is only ever white space; rejects are written one a line."""
    frame = _decoded(texts)
    if not frame["raw"].str.contains("[\r\n]").any():
        return frame
    return frame.with_columns(pl.col("raw").str.replace_all(r"[\r\n]+[ \t]*", ""))


def _replaced(text: bytes) -> tuple[str, str | None, str | None, str | None]:
    try:
        return text.decode(), None, None, None
    except UnicodeDecodeError as error:
        reason = f"the line is not valid UTF-8 (byte {error.start})"
        return text.decode(errors="replace"), RejectCode.INVALID_JSON, "$", reason


def _has_whole_object(texts: pl.Series) -> bool:
    for text in texts:
        try:
            msgspec.json.decode(text, type=dict[str, msgspec.Raw])
        except (msgspec.DecodeError, RecursionError):
            continue
        return True
    return False


def _empty(source: Source) -> ImportAbortedError:
    return source_error(ImportAbortedError, source.name, "{name} is empty.", "An import of no orders is the array [].")


def _not_json(source: Source, start: str) -> ImportAbortedError:
    said, hint = "{name} is not JSON: it begins with {start}.", "If it is another format, say so"
    shell = f"{hint} with --format."
    return source_error(ImportAbortedError, source.name, said, f"{hint}.", operator_hint=shell, start=repr(start[:20]))


def _holds_orders(content: bytes, path: str) -> bool:
    """Whether the first object of a list has fields of an order."""
    found = records_at(members(content) or {}, split(path))
    return found is not None and len(found) > 0 and bool((members(found[0]) or {}).keys() & ORDER.keys())


def _one_object(source: Source) -> ImportAbortedError:
    shell = "Put the orders in [ ], or write one a line and use --format ndjson."
    said = "{name} is not an array of orders."
    content = source.content().removeprefix(_BOM.encode())
    lists = lists_in(content)
    if not lists:
        return source_error(ImportAbortedError, source.name, said, "Put the orders in [ ].", operator_hint=shell)
    member, count = max(lists.items(), key=lambda each: (_holds_orders(content, each[0]), each[1]))
    said = "{name} is not an array of orders but an object; its member {member} is an array of {count}."
    hint = f'To import that, give a mapping: records = "{member}" in [file].'
    return source_error(ImportAbortedError, source.name, said, hint, member=member, count=str(count))
