"""The limits of a project over HTTP: all that hold, and the one that can be set."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

MOST_ORDERS = 1_000_000_000


class NewLimits(BaseModel):
    """What of it is set for one project; the rest is set where the importer runs, for all of them."""

    model_config = ConfigDict(strict=True, extra="forbid", json_schema_extra={"examples": [{"orders_per_import": 500}]})

    orders_per_import: int = Field(ge=0, le=MOST_ORDERS, description="The cap, as `orders limit set` sets it.")


class RateLimit(BaseModel):
    """So many requests in so many seconds, to each process of the API."""

    requests: int
    seconds: int


class Limits(BaseModel):
    """What holds for the project now."""

    object: Literal["limits"] = "limits"
    orders_per_import: int = Field(description="The cap: the most orders that one import may bring.")
    import_body_bytes: int
    backfill_body_bytes: int
    waiting_imports: int = Field(description="Imports and other short actions that may wait.")
    waiting_backfills: int
    waiting_bytes: int = Field(description="Of the bodies of all that waits.")
    rate_limit: RateLimit | None = Field(description="None: any number of requests.")
