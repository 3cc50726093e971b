"""Reading a source by a mapping: lines of a table become orders, and others' JSON becomes ours.

Only what reads by a mapping imports this: it takes as long as all else that an import needs.
"""

from collections.abc import Collection

from schemas.errors import UsageError
from schemas.mapping.file import File
from schemas.mapping.mapping import Mapping
from schemas.mapping.money import Money
from schemas.orders.source_format import SourceFormat
from schemas.presets.applied import applied
from schemas.presets.facts import FileFacts
from tasks.extract.formats.csv_source import read_csv
from tasks.extract.formats.json_document import read_mapped
from tasks.extract.formats.parquet_source import read_parquet
from tasks.extract.lines.frames import Lines
from tasks.extract.lines.orders import orders_from_lines
from tasks.extract.mapped_orders import MappedOrders
from tasks.extract.source import Source
from tasks.extract.source_errors import source_error


def read_by_mapping(source: Source, format: SourceFormat, mapping: Mapping | None) -> MappedOrders:
    """All orders of a source. Raises `UsageError` if a table has no mapping, or one that does not fit it."""
    match format:
        case SourceFormat.JSON | SourceFormat.NDJSON if mapping is not None:
            return read_mapped(source, mapping, is_lines=format is SourceFormat.NDJSON)
        case SourceFormat.PARQUET:
            return read_parquet(source, mapping)
    if mapping is None or mapping.order is None:
        raise _unmapped(source, format)
    asked = (source, mapping.file, mapping.header(), mapping.repeated())
    is_text = format is SourceFormat.CSV
    return orders_from_lines(read_csv(*asked) if is_text else _read_workbook(*asked, mapping.money), mapping)


def _read_workbook(
    source: Source, file: File, needed: Collection[str], repeated: Collection[str], money: Money | None
) -> Lines:
    from tasks.extract.formats.workbooks.excel_source import (
        read_workbook,  # takes its time, which other files need not spend
    )

    return read_workbook(source, file, needed, repeated, decimal=money.decimal_separator if money else ".")


def completed(source: Source, mapping: Mapping, facts: FileFacts) -> Mapping:
    """The mapping with all that it needs. Raises `UsageError` if facts are missing, or if one cannot be."""
    whole = applied(facts, mapping)
    if whole.money is not None and whole.money.currency.ask:
        said, hint = "{name} does not say in which currency its amounts are.", "Say which one it is."
        shell = "Say it with --currency, such as --currency EUR."
        raise source_error(UsageError, source.name, said, hint, operator_hint=shell)
    if whole.dates is not None and whole.dates.ask:
        said = "{name} does not say whether its dates begin with the day or the month."
        shell = "Say it with --date-format, such as --date-format %d/%m/%Y or %m/%d/%Y."
        raise source_error(UsageError, source.name, said, "Say how they are written.", operator_hint=shell)
    return whole


def _unmapped(source: Source, format: SourceFormat) -> UsageError:
    said = "{name} is {format}, and nothing says which column is what."
    shell = "Give a mapping file with --mapping, such as data/mappings/online_retail.toml."
    shown = "CSV" if format is SourceFormat.CSV else "a workbook"
    return source_error(UsageError, source.name, said, "Give a mapping.", operator_hint=shell, format=shown)
