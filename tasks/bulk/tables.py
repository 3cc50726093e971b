"""A CSV file to one JSON text a row: columns of the original's names are fields, all others are metadata.

A cell without text says nothing, so what is stored stays. Cells are texts, but for `price` and `attributes`, of which
what is no whole number, or no JSON object, is handed back as it is.
"""

import csv
from collections import Counter
from collections.abc import Iterable

import polars as pl

from schemas.errors import ImportAbortedError
from schemas.mapping.file import File
from schemas.orders.fields import ADDRESS
from schemas.orders.frames import Extracted, Kind
from schemas.orders.source_format import SourceFormat
from tasks.bulk.cells import FAULTS, Cells, attributes_of_product, attributes_of_sku, price, texts
from tasks.extract.formats.csv_source import read_csv
from tasks.extract.formats.csv_structure import header_of
from tasks.extract.json_text import nested_object
from tasks.extract.source import Source

Place = tuple[str, ...]
_CUSTOMER: dict[str, Place] = {
    **{name: (name,) for name in ("id", "source_id", "name", "email", "phone", "birthdate", "description")},
    **{f"address_{part}": ("address", part) for part in ADDRESS},
}
_PRODUCT: dict[str, Place] = {name: (name,) for name in ("id", "source_id", "name", "price", "attributes", "image_url")}
_SKU: dict[str, Place] = {
    name: (name,) for name in ("id", "source_id", "product_id", "sku", "price", "currency", "attributes", "image_url")
}
COLUMNS = {Kind.CUSTOMER: _CUSTOMER, Kind.PRODUCT: _PRODUCT, Kind.SKU: _SKU}
"""The fields that a file may have, by the names of their columns, in small letters or not."""
_FILE = File()
_HINT = "Write it with a header, commas between cells, and cells that hold commas or quotes in quotes."


def read_table(content: bytes, kind: Kind) -> Extracted:
    """One row a line. Raises `ImportAbortedError` unless the file is a table in UTF-8 whose columns are told apart."""
    try:
        columns = _columns(header_of(content.decode(), _FILE), kind)
        frame = read_csv(Source("The file", content), _FILE, ()).frame
    except UnicodeDecodeError as error:
        message = f"The file is not UTF-8: byte {error.start} is no part of a character."
        hint = "Name its encoding in the Content-Type of the file, such as text/csv; charset=windows-1252."
        raise ImportAbortedError(message, hint) from error
    except csv.Error as error:
        message = f"The file is not a CSV file that can be read: line 1: {error}."
        raise ImportAbortedError(message, _HINT) from error
    except ImportAbortedError as error:
        raise ImportAbortedError(error.message, _HINT) from error
    return Extracted("body", SourceFormat.CSV, _texts(frame, columns, kind))


def _columns(header: list[str], kind: Kind) -> list[Place]:
    """Where the cells of each column belong. Raises `ImportAbortedError` if that cannot be said."""
    names = [name.strip() for name in header]
    fields = COLUMNS[kind]
    places = [fields.get(name.lower(), ("metadata", name)) for name in names]
    repeated = [name for name, place in zip(names, places, strict=True) if Counter(places)[place] > 1]
    if not set(fields.values()) & set(places):
        message = f"The file has no column of a {kind.noun}, such as {', '.join(fields)}."
    elif repeated:
        message = f"The file has more than one column called {repeated[0]!r}."
    elif "" in names:
        message = f"Column {names.index('') + 1} of the file has no name."
    else:
        return places
    raise ImportAbortedError(message)


def _texts(frame: pl.DataFrame, columns: Iterable[Place], kind: Kind) -> pl.DataFrame:
    """In the columns of `ORDER_TEXTS`; the first cell of a row that cannot be read is its fault."""
    cells = {place: _read(column.replace("", None), place, kind) for place, column in zip(columns, frame, strict=True)}
    members = pl.DataFrame([each.json.alias(".".join(place)) for place, each in cells.items()])
    raw = members.select(nested_object({place: pl.col(".".join(place)) for place in cells}).alias("raw"))
    faults = [each.faults for each in cells.values() if each.faults is not None]
    first = pl.coalesce(*(f"fault_{number}" for number in range(len(faults)))) if faults else pl.lit(None)
    found = raw.with_columns(fault.alias(f"fault_{number}") for number, fault in enumerate(faults))
    return found.select("raw", first.cast(FAULTS).alias("fault")).unnest("fault").with_row_index("row")


def _read(column: pl.Series, place: Place, kind: Kind) -> Cells:
    match place, kind:
        case ("price",), _:
            return price(column)
        case ("attributes",), Kind.PRODUCT:
            return attributes_of_product(column)
        case ("attributes",), Kind.SKU:
            return attributes_of_sku(column)
        case _:
            return texts(column)
