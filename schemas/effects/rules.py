"""Rules that let segments and orders act: distributions, earning rules and webhooks, checked as they are made."""

import re
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AnyHttpUrl, BaseModel, ConfigDict, Field, PlainSerializer, TypeAdapter

from schemas.clock import naive_utc
from schemas.effects.choices import Channel
from schemas.timestamps import zulu

_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_RESERVED = {"content-type", "content-length", "host", "transfer-encoding", "connection", "idempotency-key"}
_HTTP_URL = TypeAdapter(AnyHttpUrl)


def _name(text: str) -> str:
    if not text.strip() or not text.isprintable():
        message = "give it at least one letter, on one line"
        raise ValueError(message)
    return text


def _url(text: str) -> str:
    _HTTP_URL.validate_python(text)
    return text


def _headers(headers: dict[str, str]) -> dict[str, str]:
    for name, value in headers.items():
        if name.lower() in _RESERVED or name.lower().startswith("x-orders-"):
            message = f"the header {name} is set by us"
            raise ValueError(message)
        if not _HEADER_NAME.fullmatch(name) or not value.isascii() or not value.isprintable():
            message = f"{name}: {value} is not an HTTP header"
            raise ValueError(message)
    return headers


Name = Annotated[str, AfterValidator(_name)]
Url = Annotated[str, AfterValidator(_url)]
Headers = Annotated[dict[str, str], AfterValidator(_headers)]
Moment = Annotated[datetime, AfterValidator(naive_utc), PlainSerializer(zulu, when_used="json")]


class Rule(BaseModel):
    """What every rule has."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: Name
    created_at: Moment


class Distribution(Rule):
    """Tells somebody about each event of one type; `segment_id` is null for one on orders. Times are naive UTC.

    `payload` is any JSON whose texts are templates; without one the event's object is sent.
    """

    trigger: str
    segment_id: str | None = None
    channel: Channel
    url: Url | None = None
    headers: Headers = {}
    payload: Any = None
    is_raw: bool = False
    is_paused: bool = False


class EarningRule(Rule):
    """Gives `points` for each event, or for each whole `per` of a number: in metadata, else the order's amount."""

    trigger: str
    segment_id: str | None = None
    points: int = Field(ge=1, le=1_000_000_000)
    per: int | None = Field(None, ge=1)
    metadata_key: str | None = Field(None, min_length=1)
    starts_at: Moment | None = None
    ends_at: Moment | None = None


class Webhook(Rule):
    """The project's subscription to types of events."""

    url: Url
    headers: Headers = {}
    event_types: list[str] = Field(min_length=1)
