"""How segments get their members; no model, as options of commands need none."""

from enum import StrEnum


class SegmentType(StrEnum):
    """How a segment gets its members (contract §4)."""

    STATIC = "static"
    AUTO_UPDATE = "auto-update"
