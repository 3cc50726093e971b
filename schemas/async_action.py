"""One bulk job as contract §1 shows it, whoever asks: an async action.

`ListedAction` is a line of a list and `AsyncAction` the whole public record; these two are what HTTP clients see.
`ImportAction` is the record, of an import or of another kind, with what only its operator reads: the shell and the run
history render it.
"""

from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    PlainSerializer,
    WithJsonSchema,
    computed_field,
    field_serializer,
)

from schemas.action_type import ActionType
from schemas.effects.effects import ImportEffects
from schemas.ids import action_id_of
from schemas.reports.action_report import ActionReport
from schemas.reports.report import ImportReport, ImportStatus, Reject, SegmentRefresh, Warned, Written
from schemas.timestamps import zulu

OperationStatus = Literal["UNKNOWN", "SUCCESS", "FAILED"]
_OPERATION_STATUS: dict[ImportStatus, OperationStatus] = {
    ImportStatus.DONE: "SUCCESS",
    ImportStatus.FAILED: "FAILED",
}
_OF_REPORT = (
    "preset",
    "orders",
    "customers",
    "products",
    "skus",
    "warnings",
    "segments",
    "effects",
    "rejects_file",
    "stages",
)
_DATE_TIME = WithJsonSchema({"type": "string", "format": "date-time"})
_Milliseconds = Annotated[datetime, PlainSerializer(partial(zulu, precision="milliseconds")), _DATE_TIME]
_Microseconds = Annotated[datetime, PlainSerializer(partial(zulu, precision="microseconds")), _DATE_TIME]


class ActionResult(BaseModel):
    """What came of it; without the counts where they are not known here."""

    model_config = ConfigDict(frozen=True)

    message: str
    done_count: int | None = None
    failed_count: int | None = None
    stale_count: int | None = Field(None, description="Orders that were left alone: what is stored of them is newer.")
    failed: list[Reject] | None = Field(None, description="The orders handed back, in source order.")
    warnings: list[Warned] | None = Field(None, description="What stopped nothing, such as fields that are not known.")
    details: dict[str, JsonValue] | None = Field(
        None,
        exclude_if=lambda details: details is None,
        description="What else there is to say of an action that is no import.",
    )


class ListedAction(BaseModel):
    """A bulk job, as it stands in its project's lane; times are UTC."""

    model_config = ConfigDict(frozen=True)

    id: str
    type: ActionType
    status: ImportStatus
    progress: int = Field(ge=0, le=100)
    processing_time: int = Field(description="Milliseconds of work so far.")
    created_at: _Microseconds = Field(description="When it took its place in the lane: lists go by it.")
    updated_at: _Milliseconds
    request_id: str
    object: Literal["async_action"]

    @computed_field  # type: ignore[prop-decorator]  # pydantic asks for this order, which mypy does not know
    @property
    def operation_status(self) -> OperationStatus:
        """How it ended."""
        return _OPERATION_STATUS.get(self.status, "UNKNOWN")


class AsyncAction(ListedAction):
    """With its result once it has ended, and its place while it waits."""

    result: ActionResult | None
    position: int | None = Field(None, description="1 is the next in the lane to run.")
    expected_start_at: _Milliseconds | None = None
    waiting_for: str | None = Field(None, description="What keeps an import from starting that is first in its lane.")
    waiting_seconds: int | None = Field(None, description="For how long it has waited for that.")


class ImportAction(AsyncAction):
    """An import with its report, or another action.

    `detail` is the result's message as the operator reads it, where that says more.
    """

    import_id: str
    detail: str | None = None
    hint: str | None = None
    preset: str | None = None
    orders: Written = Written()
    customers: Written = Written()
    products: Written = Written()
    skus: Written = Written()
    warnings: list[Warned] = []
    segments: list[SegmentRefresh] = []
    effects: ImportEffects | None = None
    rejects_file: str | None = None
    stages: dict[str, float] = {}

    @classmethod
    def of_report(cls, report: ImportReport) -> Self:
        """The record of an import that is known by its report alone."""
        return cls(
            id=action_id_of(report.import_id),
            type=ActionType.ORDERS_IMPORT,
            status=report.status,
            progress=report.progress,
            processing_time=round((report.updated_at - report.created_at).total_seconds() * 1000),
            created_at=report.created_at,
            updated_at=report.updated_at,
            request_id=report.import_id,
            object="async_action",
            result=None,
            import_id=report.import_id,
        ).with_report(report)

    def with_report(self, report: ImportReport) -> Self:
        """This record with all that the report says of what the import did."""
        did = {name: getattr(report, name) for name in _OF_REPORT}
        hint = report.operator_hint or report.hint
        return self.model_copy(update={**did, "result": result_of(report), "detail": report.detail, "hint": hint})

    @property
    def operator_message(self) -> str | None:
        """The one-line outcome for the operator; none before the end."""
        return self.detail or (None if self.result is None else self.result.message)

    @field_serializer("effects")
    def _with_totals(self, effects: ImportEffects | None) -> dict[str, Any] | None:
        return None if effects is None else effects.as_json()

    def as_json(self) -> dict[str, Any]:
        """Ready for JSON, with no more than what is known of it."""
        return self.model_dump(mode="json", include={*self.model_fields_set, "operation_status"})


def result_of(report: ImportReport) -> ActionResult:
    """The result of an import that has ended, for anybody."""
    return ActionResult(
        message=report.message,
        done_count=report.done_count,
        failed_count=report.failed_count,
        stale_count=report.stale_count,
        failed=report.failed,
        warnings=report.warnings,
    )


def result_of_action(report: ActionReport) -> ActionResult:
    """The result of an action of another kind."""
    same = ActionResult.model_fields.keys() & ActionReport.model_fields.keys()
    return ActionResult(**{name: getattr(report, name) for name in same})
