"""A guess at which orders of a batch are left out, made order by order, as each hangs on earlier ones only.

It keeps the rules of `identity_resolution`, `stale_orders` and `pricing`, told for one order at a time. A wrong guess
costs time and nothing else: `tasks.transform.acceptance` judges the batch by it, and goes on judging while an answer
differs.
"""

from collections import ChainMap, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, TypeVar

import polars as pl

from schemas.orders.fields import INT64_MAX
from schemas.orders.frames import Kind
from tasks.transform.identity_lookup import IdentityLookup

_T = TypeVar("_T")


class _Mention(NamedTuple):
    """A mention, with what the database has of it and the price it gives."""

    row: int
    seq: int
    id: str | None
    source_id: str | None
    creates: bool
    new_id: str
    is_new_id_taken: bool
    owner_id: str | None
    is_stored: bool
    stored_source_id: str | None
    price: int | None


class _Item(NamedTuple):
    """An item, and whether its order says itself what it is worth."""

    row: int
    seq: int
    amount: int | None
    quantity: int
    own_price: int | None
    discount_amount: int | None
    is_order_priced: bool


class _Facts(ChainMap[str, _T]):
    """What is so by now: by the order that is being looked at, then by those before."""

    def end_order(self, *, is_left_out: bool) -> None:
        """Keep what the order added, or forget it."""
        added, before = self.maps
        if not is_left_out:
            before.update(added)
        added.clear()


@dataclass(slots=True)
class _Entities:
    """Those of one kind: the `source_ids` of new ones by id, the `ids` of new names, `prices` by id; and the price of
    what the mentions of this order mean, by `seq`.
    """

    prices: _Facts[int]
    source_ids: _Facts[str | None] = field(default_factory=lambda: _Facts({}, {}))
    ids: _Facts[str] = field(default_factory=lambda: _Facts({}, {}))
    price_of: dict[int, int | None] = field(default_factory=dict)

    def end_order(self, *, is_left_out: bool) -> None:
        """Keep what the order did, or forget it."""
        for facts in (self.prices, self.source_ids, self.ids):
            facts.end_order(is_left_out=is_left_out)
        self.price_of.clear()

    def take(self, mention: _Mention) -> bool:
        """Whether the mention is right; what it creates, and the price it gives, is there from now on."""
        owner, key = self._meant(mention)
        is_right = self._is_right(mention, key, owner)
        if mention.creates and not mention.is_stored and mention.owner_id is None:
            self.source_ids.setdefault(key, mention.source_id)
            if mention.source_id is not None:
                self.ids.setdefault(mention.source_id, key)
        if mention.creates and mention.price is not None:
            self.prices[key] = mention.price
        self.price_of[mention.seq] = self.prices.get(key)
        return is_right

    def key(self, mention: _Mention) -> str:
        """The id that it means."""
        return self._meant(mention)[1]

    def _meant(self, mention: _Mention) -> tuple[str | None, str]:
        owner = mention.owner_id or (mention.source_id and self.ids.get(mention.source_id))
        return owner, mention.id or owner or mention.new_id

    def _is_right(self, mention: _Mention, key: str, owner: str | None) -> bool:
        if mention.id is None:
            is_new_name = mention.owner_id is None and key == mention.new_id
            is_others = self.source_ids.get(key, mention.source_id) != mention.source_id
            return not (is_new_name and (mention.is_new_id_taken or is_others))
        if not (mention.is_stored or key in self.source_ids):
            return mention.creates and owner in (None, key)
        current = mention.stored_source_id if mention.is_stored else self.source_ids[key]
        return mention.source_id in (None, current)


class _Dates:
    """When each order was last changed, by its id, as its source said."""

    def __init__(self, stored: pl.DataFrame) -> None:
        self.latest: dict[str, datetime] = dict(stored.select("id", "changed_at").drop_nulls().iter_rows())

    def take(self, key: str, changed_at: datetime | None) -> bool:
        """Whether an order is as new as what is there, which it is from now on."""
        if changed_at is None:
            return True
        latest = self.latest.setdefault(key, changed_at)
        self.latest[key] = max(latest, changed_at)
        return changed_at >= latest


def forecast(
    orders: pl.DataFrame, items: pl.DataFrame, mentions: dict[Kind, pl.DataFrame], lookups: dict[Kind, IdentityLookup]
) -> pl.Series:
    """The rows that are probably left out, in their order; it takes the parts of `tasks.transform.acceptance.Batch`."""
    entities = {kind: _Entities(_Facts({}, _stored_prices(lookup.stored))) for kind, lookup in lookups.items()}
    met = {kind: _mentions(mentions[kind], lookup) for kind, lookup in lookups.items()}
    items_of, dates = _items(orders, items), _Dates(lookups[Kind.ORDER].stored)
    left_out = []
    for row, changed_at in orders.select("row", "changed_at").sort("row").iter_rows():
        key = entities[Kind.ORDER].key(met[Kind.ORDER][row][0])
        faults = [
            kind
            for kind, each in entities.items()
            for mention in met[kind].get(row, ())
            if not each.take(mention) and (mention.creates or kind in (Kind.ORDER, Kind.CUSTOMER))
        ]
        is_good = not faults and _has_worth(items_of.get(row, []), entities) and dates.take(key, changed_at)
        for each in entities.values():
            each.end_order(is_left_out=not is_good)
        if not is_good:
            left_out.append(row)
    return pl.Series("row", left_out, dtype=pl.UInt32)


def _has_worth(items: list[_Item], entities: dict[Kind, _Entities]) -> bool:
    total = 0
    for item in items:
        found = (entities[kind].price_of.get(item.seq) for kind in (Kind.SKU, Kind.PRODUCT))
        price = next((each for each in (item.own_price, *found) if each is not None), None)
        amount = price * item.quantity if item.amount is None and price is not None else item.amount
        if (amount is None and not item.is_order_priced) or (amount or 0) > INT64_MAX:
            return False
        total += amount or 0
    is_sum_right = total <= INT64_MAX or (bool(items) and items[0].is_order_priced)
    return is_sum_right and sum(item.discount_amount or 0 for item in items) <= INT64_MAX


def _stored_prices(stored: pl.DataFrame) -> dict[str, int]:
    return dict(stored.select("id", "price").drop_nulls().iter_rows()) if "price" in stored.columns else {}


def _mentions(mentions: pl.DataFrame, lookup: IdentityLookup) -> dict[int, list[_Mention]]:
    price = mentions["price"] if "price" in mentions.columns else pl.lit(None, pl.Int64)
    named = lookup.mentions.with_columns(price=price).sort("seq")
    return _by_row(map(_Mention._make, named.select(_Mention._fields).iter_rows()))


def _items(orders: pl.DataFrame, items: pl.DataFrame) -> dict[int, list[_Item]]:
    priced = orders.select("row", is_order_priced=pl.col("amount").is_not_null())
    placed = items.join(priced, on="row", how="inner").sort("seq")
    return _by_row(map(_Item._make, placed.select(_Item._fields).iter_rows()))


_Row = TypeVar("_Row", _Mention, _Item)


def _by_row(facts: Iterable[_Row]) -> dict[int, list[_Row]]:
    found = defaultdict(list)
    for each in facts:
        found[each.row].append(each)
    return found
