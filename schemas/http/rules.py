"""Rules as the API takes them: what may be said of a new one; its values are checked as it is made."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from schemas.effects.choices import Channel
from schemas.effects.rules import Distribution, EarningRule, Webhook


def _by_example(example: dict[str, JsonValue]) -> ConfigDict:
    return ConfigDict(strict=True, extra="forbid", json_schema_extra={"examples": [example]})


class _New(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    name: str = Field(min_length=1, description="Its own among the rules of its kind.")


class NewDistribution(_New):
    """Tells somebody about each event of one type; its segment becomes active."""

    model_config = _by_example(
        {
            "name": "welcome",
            "trigger": "order.paid",
            "url": "https://hooks.example/paid",
            "payload": {"to": "{{customer.email}}"},
        }
    )

    trigger: str = Field(description="The type of events, such as customer.segment.entered or order.paid.")
    segment: str | None = Field(None, description="Id or name, for customer.segment.… events.")
    channel: Channel = Field(Channel.WEBHOOK, strict=False)
    url: str | None = Field(None, description="Where the webhook is sent; the operator says which may be named.")
    headers: dict[str, str] = {}
    payload: JsonValue = Field(None, description="Any JSON whose texts are templates; else the event's object.")
    is_raw: bool = Field(False, description="Send the payload alone, without the envelope.")


class NewEarningRule(_New):
    """Gives points for each event of one type, or for each whole `per` of a number."""

    model_config = _by_example({"name": "points", "trigger": "order.paid", "points": 10})

    trigger: str = Field(description="customer.segment.entered or order.paid.")
    segment: str | None = Field(None, description="Id or name, for customer.segment.entered.")
    points: int
    per: int | None = Field(None, description="How much of the number earns the points once.")
    metadata_key: str | None = Field(None, description="The customer's metadata that holds the number.")
    starts_at: datetime | None = None
    ends_at: datetime | None = None


class NewWebhook(_New):
    """A subscription of the project to types of events."""

    model_config = _by_example(
        {"name": "shop", "url": "https://hooks.example/shop", "event_types": ["order.created", "order.paid"]}
    )

    url: str
    event_types: list[str]
    headers: dict[str, str] = {}


class _Page(BaseModel):
    object: str = "list"
    data_ref: str = "data"
    total: int


class Distributions(_Page):
    """All of a project, by name."""

    data: list[Distribution]


class EarningRules(_Page):
    """All of a project, by name."""

    data: list[EarningRule]


class Webhooks(_Page):
    """All of a project, by name."""

    data: list[Webhook]


class WebhookSecret(BaseModel):
    """What the project's webhooks are signed with."""

    secret: str


class DeletedRule(BaseModel):
    """What a rule that is gone will not do any more."""

    id: str
    name: str
    dropped_count: int = Field(description="Deliveries that it had not made.")
    dropped_points: int = Field(description="Points that were held.")
