"""A project's queue over HTTP."""

from typing import Literal

from pydantic import BaseModel, Field


class QueuedBackfill(BaseModel):
    """A backfill that has not ended, whether it has the lane at the moment or others do."""

    id: str
    status: Literal["ENQUEUED", "IN_PROGRESS"]
    progress: int
    waiting_for: str | None


class ProjectQueue(BaseModel):
    """What stands in the lane of one project."""

    object: Literal["queue"] = "queue"
    waiting: int = Field(description="How many imports and other short actions have not begun.")
    running: str | None = Field(description="The short action at work.")
    backfills: list[QueuedBackfill] = Field(description="In the order in which they were accepted.")
