"""The formats a source of orders may have."""

from enum import StrEnum


class SourceFormat(StrEnum):
    """How orders are written: one JSON array, one JSON object a line, or columns."""

    JSON = "json"
    NDJSON = "ndjson"
    PARQUET = "parquet"
    CSV = "csv"
    EXCEL = "excel"
