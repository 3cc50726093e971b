"""How a row came to be what it is, which orders make a customer's numbers, and how two imports differ."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from schemas.timestamps import zulu

Time = Annotated[datetime, PlainSerializer(zulu, when_used="json-unless-none")]


class Did(StrEnum):
    """What a write did to a row."""

    CREATED = "created"
    CHANGED = "changed"
    SAID_AGAIN = "said again"
    DELETED = "deleted"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class FieldChange(_Frozen):
    """One field, or key of the metadata, before and after; items are only named."""

    field: str
    before: str | None = None
    after: str | None = None


class Version(_Frozen):
    """One write of a row; times are UTC.

    `written_by` is an import, a backfill or an undo (imp_…), or an on-going change (upd_…); `source` is what an import
    read, `row` the position in it, and `raw` the order there as it is now, if the file is still there.
    """

    did: Did
    written_by: str
    source: str | None = None
    row: int | None = None
    at: Time | None = None
    changes: list[FieldChange] = []
    raw: str | None = None


class CountedOrder(_Frozen):
    """One order that a customer's summary counts, and who wrote it last; `amount` is net of discounts."""

    id: str
    source_id: str | None = None
    status: str
    created_at: Time
    amount: int
    written_by: str
    source: str | None = None
    row: int | None = None


class History(_Frozen):
    """All that was written of one row, the first first; of a customer the orders that the summary counts, too.

    `is_whole` is false where earlier versions were pruned, or were written before their order was kept.
    """

    kind: str
    id: str
    source_id: str | None = None
    is_stored: bool
    is_whole: bool
    pruned_until: Time | None = Field(None, description="Earlier versions of this row, if there were any, were pruned.")
    versions: list[Version]
    counted_orders: list[CountedOrder] = []
    object: str = "history"


class Difference(_Frozen):
    """One field in which two imports left a row different; items are only named."""

    kind: str
    id: str
    source_id: str | None = None
    field: str
    first: str | None = None
    second: str | None = None


class InBoth(_Frozen):
    """How many rows of one kind only the first import has, only the second, and both; of these, how many are equal."""

    only_first: int = 0
    only_second: int = 0
    equal: int = 0
    different: int = 0


class ImportsCompared(_Frozen):
    """What two imports brought, side by side; `differences` has the first of them."""

    first: str
    second: str
    kinds: dict[str, InBoth]
    difference_count: int = 0
    differences: list[Difference] = Field([], description="The first 1,000.")
