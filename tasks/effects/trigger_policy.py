"""Contract §5 as one table: what a historical import may trigger, and what an on-going update may.

    |                                               | historical import | on-going create/update order |
    |-----------------------------------------------|-------------------|------------------------------|
    | customer enters/leaves an active segment: event | yes             | yes                          |
    | distribution on customer.segment.entered      | yes               | yes                          |
    | earning rule on customer.segment.entered      | yes               | yes                          |
    | webhook for an order / product / SKU          | no                | yes                          |
    | event order.*, product.*, sku.*               | no                | yes                          |
    | distribution on order.*                       | no                | yes                          |
    | earning rule on order paid                    | no                | yes                          |

Invariant: no other module decides this; the SQL that records effects joins what `allowed` says.
"""

from enum import StrEnum

from schemas.effects.event_types import CATALOGUE_EVENTS, ENTERED, ORDER_EVENTS, PAID, SEGMENT_EVENTS


class Cause(StrEnum):
    """Why data changed: the columns of the table. Time passing (`tasks.segments.refresh.rebuild`) is on-going."""

    HISTORICAL_IMPORT = "historical import"
    ONGOING_UPDATE = "on-going update"


class Consequence(StrEnum):
    """What may follow from an event; `EVENT` is the record of the event itself."""

    EVENT = "event"
    WEBHOOK = "webhook"
    DISTRIBUTION = "distribution"
    EARNING_RULE = "earning rule"


_POLICY: tuple[tuple[Consequence, tuple[str, ...], bool, bool], ...] = (
    # consequence            on events of the types               import on-going
    (Consequence.EVENT, SEGMENT_EVENTS, True, True),
    (Consequence.WEBHOOK, SEGMENT_EVENTS, True, True),
    (Consequence.DISTRIBUTION, SEGMENT_EVENTS, True, True),
    (Consequence.EARNING_RULE, (ENTERED,), True, True),
    (Consequence.WEBHOOK, (*ORDER_EVENTS, *CATALOGUE_EVENTS), False, True),
    (Consequence.EVENT, (*ORDER_EVENTS, *CATALOGUE_EVENTS), False, True),
    (Consequence.DISTRIBUTION, ORDER_EVENTS, False, True),
    (Consequence.EARNING_RULE, (PAID,), False, True),
)


def allowed(cause: Cause) -> frozenset[tuple[Consequence, str]]:
    """The pairs of consequence and event type that may follow from `cause`."""
    return frozenset(
        (consequence, event_type)
        for consequence, event_types, on_import, on_update in _POLICY
        for event_type in event_types
        if (on_import if cause is Cause.HISTORICAL_IMPORT else on_update)
    )


def triggers(consequence: Consequence) -> tuple[str, ...]:
    """The event types that a rule of this kind can react to at all, in the order of the table."""
    return tuple(each for one, event_types, *_ in _POLICY if one is consequence for each in event_types)
