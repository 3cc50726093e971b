"""One message to deliver, how an attempt at it ended, and what a run of deliveries did."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from schemas.effects.choices import Channel, DeliveryStatus
from schemas.effects.rules import Moment


@dataclass(frozen=True, slots=True)
class Message:
    """One delivery as taken from the outbox; `id` is its Idempotency-Key.

    JSON text: `data` is the event's object, `headers` and `payload` are the rule's, where it has any. It is decoded
    when the message is sent, so that what cannot be decoded stands in nobody else's way.
    """

    id: str
    rule_id: str
    event_id: str
    event_type: str
    created_at: datetime
    data: str
    attempt_count: int
    channel: Channel
    url: str | None
    headers: str | None
    payload: str | None
    is_raw: bool


@dataclass(frozen=True, slots=True)
class Attempt:
    """How one attempt ended: `status` is what the delivery is now; `next_attempt_at` (naive UTC) if it is pending."""

    delivery_id: str
    status: DeliveryStatus
    http_status: int | None = None
    answer: str | None = None
    next_attempt_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeliveryOptions:
    """How to deliver. Seconds: `timeout` for one attempt, `first_wait` and `longest_wait` between attempts.

    `portion` is how many are taken at once, `in_flight` how many are sent at the same time, `most_attempts` when to
    give one up. With `patience`, a run waits so many seconds for what is to be tried again. `lease` is how long a
    portion belongs to who took it; by default long enough for all of it to time out.
    """

    portion: int = 200
    in_flight: int = 16
    timeout: float = 10.0
    first_wait: float = 5.0
    longest_wait: float = 3600.0
    most_attempts: int = 8
    patience: float = 0.0
    lease: float | None = None

    @property
    def lease_seconds(self) -> float:
        """How long a portion belongs to who took it."""
        return self.lease if self.lease is not None else 60 + 2 * self.timeout * self.portion / self.in_flight


class Delivery(BaseModel):
    """One delivery as the command line shows it; times are naive UTC."""

    model_config = ConfigDict(frozen=True)

    id: str
    rule_kind: str
    rule_id: str
    event_type: str
    customer_id: str | None = None
    import_id: str | None = None
    status: DeliveryStatus
    attempt_count: int
    next_attempt_at: Moment
    last_status: int | None = None
    last_answer: str | None = None
    created_at: Moment
    finished_at: Moment | None = None


class DeliveryRun(BaseModel):
    """What one run did: attempts by how they ended, and the portions they came in."""

    delivered: int = 0
    retried: int = 0
    dead: int = 0
    portions: int = 0
