"""The members of an order's JSON, put together from its values: customer, refunds, currency, cancellation."""

import polars as pl

from schemas.mapping.mapping import Mapping
from tasks.extract.json_text import constant, quoted
from tasks.extract.values.converted import Converted

Place = tuple[str, ...]
REFUND: Place = ("refunded_amount",)
_DISCOUNT: Place = ("discount_amount",)
_KEYS: tuple[Place, ...] = (("customer", "source_id"), ("customer", "email"), ("customer", "phone"))


def order_members(
    values: dict[Place, Converted], mapping: Mapping, is_canceled: pl.Series | None, currencies: pl.Series | None
) -> dict[Place, pl.Series]:
    """JSON of every member by its place, items left out."""
    members = {place: value.json for place, value in values.items()}
    if REFUND in values:
        members |= _refunded(members, values)
        del members[REFUND]
    if currencies is not None:
        members[("metadata", "currency")] = currencies.to_frame("code").select(quoted(pl.col("code"))).to_series()
    if is_canceled is not None:
        status = members.get(("status",), pl.repeat(None, len(is_canceled), dtype=pl.String, eager=True))
        canceled = pl.select(constant("CANCELED")).to_series().new_from_index(0, len(is_canceled))
        members[("status",)] = canceled.zip_with(is_canceled, status)
    return {**members, **_customer(members)} if mapping.customer else members


def _refunded(members: dict[Place, pl.Series], values: dict[Place, Converted]) -> dict[Place, pl.Series]:
    """What was refunded is part of the discount, and stands alone in metadata (contract §2)."""
    refund, discount = values[REFUND], values.get(_DISCOUNT)
    assert refund.number is not None  # it is an amount
    numbers = refund.number.to_frame("refund")
    numbers = numbers.with_columns(discount=pl.lit(None, pl.Int64) if discount is None else discount.number)
    both = numbers.select(pl.when(pl.any_horizontal(pl.all().is_not_null())).then(pl.sum_horizontal(pl.all())))
    json = both.to_series().cast(pl.String)
    if discount is not None and discount.faults is not None:
        json = json.zip_with(discount.faults["reason"].is_null(), discount.json)
    return {_DISCOUNT: json, ("metadata", *REFUND): members[REFUND]}


def _customer(members: dict[Place, pl.Series]) -> dict[Place, pl.Series]:
    """The customer's members, `source_id` being the first key that there is; none of them where there is no key."""
    keys = pl.DataFrame([members[place].alias(place[-1]) for place in _KEYS if place in members])
    if not keys.width:
        return {place: _nothing(text) for place, text in members.items() if place[0] == "customer"}
    key = keys.select(pl.coalesce(pl.all())).to_series()
    customer = {place: text for place, text in members.items() if place[0] == "customer"} | {_KEYS[0]: key}
    has_key = key.is_not_null()
    return {place: text.zip_with(has_key, _nothing(text)) for place, text in customer.items()}


def _nothing(texts: pl.Series) -> pl.Series:
    return pl.repeat(None, len(texts), dtype=pl.String, eager=True)
