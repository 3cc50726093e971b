"""What a project's data may be kept in."""

from enum import StrEnum


class StorageKind(StrEnum):
    """A DuckDB file of one machine, or a lake that several share."""

    FILE = "file"
    LAKE = "lake"
