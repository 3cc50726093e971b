"""A segment and its members, as the command line and the API show them."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from schemas.segments.segment_type import SegmentType


class Segment(BaseModel):
    """One segment with its own summary; times are naive UTC, `filter` is null for a static one."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    type: SegmentType
    filter: dict[str, Any] | None = None
    is_active: bool = False
    member_count: int = 0
    entered_count: int = 0
    left_count: int = 0
    created_at: datetime
    refreshed_at: datetime | None = None


class SegmentMember(BaseModel):
    """One present member; `entered_at` is naive UTC."""

    model_config = ConfigDict(frozen=True)

    customer_id: str
    source_id: str | None = None
    name: str | None = None
    email: str | None = None
    entered_at: datetime
