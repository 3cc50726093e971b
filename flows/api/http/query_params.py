"""What may stand behind the ? of a path, as models: FastAPI refuses what a model does not have or cannot take.

A filter that was passed over would make a wrong answer. A route has one model; `NoParams` where it takes none.
"""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import Query
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, field_validator

from schemas.effects.choices import EffectsMode
from schemas.mapping.money import DECIMALS
from schemas.orders.source_format import SourceFormat
from schemas.presets.catalogue import OWN_FORM, preset_names
from schemas.time_columns import aware_timestamp
from tasks.queries.filters import Filters
from tasks.queries.rows import Page

ByCreation = Literal["created_at", "-created_at"]
ByTime = Literal["created_at", "-created_at", "updated_at", "-updated_at"]
ByTimeOrSource = Literal["created_at", "-created_at", "updated_at", "-updated_at", "source_id", "-source_id"]
_DESCENDING: Literal["-created_at"] = Field("-created_at", description="- is descending.")
_PAGING = {"limit", "page", "order", "starting_after_id"}


def _aware(text: object) -> datetime:
    at = aware_timestamp(str(text))
    if at is None:
        message = f"{text!r} is not a time such as 2016-11-16T14:14:31Z."
        raise ValueError(message)
    return at


_Time = Annotated[datetime, BeforeValidator(_aware), WithJsonSchema({"type": "string"})]


def _time(description: str, alias: str | None = None) -> datetime | None:
    """The field of a filter by time, which has no value unless it is given."""
    at: datetime | None = Field(None, alias=alias, description=f"{description}: ISO 8601, UTC by default.")
    return at


class NoParams(BaseModel):
    """Nothing."""

    model_config = ConfigDict(extra="forbid")


class UndoParams(NoParams):
    """How an import is undone."""

    cascade: bool = Field(False, description="Undo later imports first that wrote the same fields.")
    dry_run: bool = Field(False, description="Say at once what it would do; write nothing.")


class _Filtered(NoParams):
    def filters(self) -> Filters:
        """The conditions that are asked for."""
        return self.model_dump(exclude=_PAGING, exclude_none=True)


class PageParams(NoParams):
    """Which page of a list, and its order, of which each list has its own."""

    limit: int = Field(10, ge=1, le=100)
    page: int = Field(1, ge=1, le=1_000_000)
    order: str

    def as_page(self) -> Page:
        """The same for a query."""
        return Page(self.limit, self.page, self.order)


class OrderPageParams(PageParams):
    """A page of orders."""

    order: ByTime = _DESCENDING


class SegmentPageParams(PageParams):
    """A page of segments."""

    order: ByCreation = _DESCENDING


class DatedPageParams(PageParams, _Filtered):
    """A page of what was created in some time."""

    order: ByTime = _DESCENDING
    start_date: _Time | None = _time("Created then or later")
    end_date: _Time | None = _time("Created then or before")


class CustomerPageParams(PageParams, _Filtered):
    """A page of customers with exactly this email, name and city, in that segment, of that time."""

    order: ByTimeOrSource = _DESCENDING
    email: str | None = None
    name: str | None = None
    city: str | None = None
    segment_id: str | None = Field(None, description="Those in this segment now.")
    created_before: _Time | None = _time("Created before", "created_at[before]")
    created_after: _Time | None = _time("Created after", "created_at[after]")
    updated_before: _Time | None = _time("Updated before", "updated_at[before]")
    updated_after: _Time | None = _time("Updated after", "updated_at[after]")
    starting_after: _Time | None = _time("Those that come after this time in the order of the list")

    def filters(self) -> Filters:
        """The conditions that are asked for; where a page starts goes by the time that the list is ordered by."""
        asked = {name: value for name, value in super().filters().items() if name != "starting_after"}
        if self.starting_after is None:
            return asked
        way, by = "before" if self.order.startswith("-") else "after", self.order.lstrip("-").removesuffix("_at")
        name = f"starting_{way}_{by}" if by != "source_id" else "starting_before_created"
        return {**asked, name: self.starting_after}


class EventPageParams(_Filtered):
    """A part of what happened, of one type or of some time."""

    limit: int = Field(10, ge=1, le=100)
    order: ByCreation = _DESCENDING
    starting_after_id: str | None = Field(None, description="The last id of the page before.")
    start_date: _Time | None = _time("Created then or later")
    end_date: _Time | None = _time("Created then or before")
    activity_type: str | None = Field(None, alias="type", description="Such as customer.order.paid.")


class ActivityParams(EventPageParams):
    """A part of a customer's activity."""

    category: Literal["ACTION", "EFFECT"] | None = Field(None, description="Entering and leaving segments is EFFECT.")
    campaign_id: str | None = Field(None, description="There are no campaigns: nothing is found.")
    campaign_type: str | None = Field(None, description="There are no campaigns: nothing is found.")


class ExportPageParams(PageParams):
    """A page of exports."""

    order: Literal["created_at", "-created_at", "status", "-status"] = _DESCENDING


class ExportTokenParams(NoParams):
    """The token of an export's file, in its address."""

    token: str | None = Field(None, description="Stands for the keys, and asks for the file.")


class AsyncActionParams(NoParams):
    """A part of the list of async actions."""

    limit: int = Field(10, ge=1, le=100)
    end_date: _Time | None = _time("Only those created before")


def _currency_or_none(code: str | None) -> str | None:
    if code is not None and code not in DECIMALS:
        message = f"{code!r} is not a currency of ISO 4217 with a smallest unit."
        raise ValueError(message)
    return code


class ReportParams(NoParams):
    """How the page of a report is written."""

    currency: Annotated[
        str | None, AfterValidator(_currency_or_none), WithJsonSchema({"type": "string", "enum": sorted(DECIMALS)})
    ] = Field(None, description="Of orders that state none.")


class ImportReportParams(ReportParams):
    """The same, of one import."""

    token: str | None = Field(None, description="Of a link to the page: stands for the keys.")


class ImportParams(NoParams):
    """What an import may cause, and whether it is done at all."""

    effects: EffectsMode = Field(EffectsMode.DEFAULT, description="What entering segments may cause.")
    effects_limit: int | None = Field(None, ge=0, description="Hold deliveries if there are more.")
    restore_erased: bool = Field(False, description="Bring customers back who were erased.")
    dry_run: bool = Field(False, description="Say at once what it would write, reject and cause; write nothing.")


class BackfillParams(NoParams):
    """How a backfill reads its orders, what it may cause, and what there has to be."""

    format: SourceFormat | None = Field(None, description="Default: found from name and content.")
    mapping: str | None = Field(None, description="Name of one of the project's mappings.")
    preset: str | None = Field(None, description="Name of a shipped mapping. Default of JSON bodies: our own form.")
    encoding: str | None = Field(None, description="Of a text that is not UTF-8, such as windows-1252.")
    currency: str | None = Field(None, description="Of amounts whose currency the file does not say, such as EUR.")
    time_zone: str | None = Field(None, description="Of times that come without, such as Europe/Berlin.")
    date_format: str | None = Field(None, description="Of times, instead of the mapping's, such as %d/%m/%Y.")
    effects: EffectsMode | None = Field(
        None, description="What entering segments may cause; needed where rules are active."
    )
    effects_limit: int | None = Field(None, ge=0, description="Hold deliveries if there are more.")
    expect_orders: int | None = Field(None, ge=0, description="How many orders there have to be.")
    expect_amount: int | None = Field(None, description="What they have to come to, in the smallest unit.")
    restore_erased: bool = Field(False, description="Bring customers back who were erased.")
    dry_run: bool = Field(False, description="Say what it would do, by doing it to a copy; store nothing.")

    @field_validator("preset")
    @classmethod
    def _is_shipped(cls, name: str | None) -> str | None:
        if name not in (None, OWN_FORM, *preset_names()):
            message = f"There is no preset {name!r}."
            raise ValueError(message)
        return name


Nothing = Annotated[NoParams, Query()]
OrderPage = Annotated[OrderPageParams, Query()]
CustomerPage = Annotated[CustomerPageParams, Query()]
DatedPage = Annotated[DatedPageParams, Query()]
SegmentPage = Annotated[SegmentPageParams, Query()]
ExportPage = Annotated[ExportPageParams, Query()]
ExportToken = Annotated[ExportTokenParams, Query()]
EventPage = Annotated[EventPageParams, Query()]
Activity = Annotated[ActivityParams, Query()]
Importing = Annotated[ImportParams, Query()]
Undoing = Annotated[UndoParams, Query()]
AsyncActionPart = Annotated[AsyncActionParams, Query()]
ReportPage = Annotated[ReportParams, Query()]
ImportReportPage = Annotated[ImportReportParams, Query()]
