"""The outcome of one async action that is no import: an import has a report of its own (`schemas.reports.report`)."""

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from schemas.reports.report import Reject, Warned


class ActionReport(BaseModel):
    """What came of it, for anybody: no paths, processes or commands of this machine.

    `done_count` and `failed_count` count what it is about, such as customers; of what was handed back, `failed` has
    the first. `details` is whatever else the kind has to say, as its own documentation describes it.
    """

    model_config = ConfigDict(frozen=True)

    message: str
    done_count: int | None = None
    failed_count: int | None = None
    failed: list[Reject] = []
    warnings: list[Warned] = []
    details: dict[str, JsonValue] = Field(default_factory=dict)
    differences: list[str] = Field([], description="What is not as somebody has expected.")
