"""What a person chooses among: effects of an import, ways of a distribution, states of a delivery. No models: options
of commands need none.
"""

from enum import StrEnum


class EffectsMode(StrEnum):
    """`--effects` of an import: what contract §5 allows, nothing at all, or recorded but held until released."""

    DEFAULT = "default"
    NONE = "none"
    HOLD = "hold"


class DeliveryStatus(StrEnum):
    """Where a delivery stands; `DEAD` was given up after its last try, `DROPPED` will never be tried."""

    HELD = "held"
    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"
    DROPPED = "dropped"


class Channel(StrEnum):
    """How a distribution reaches others: an HTTP POST, or a line in a file that other tools pick up."""

    WEBHOOK = "webhook"
    FILE = "file"
