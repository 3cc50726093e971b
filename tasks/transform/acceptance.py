"""Which good-looking orders are imported after all, given what is stored and the orders before them.

Whether an order can be imported may hang on earlier orders of the batch (the customer it names by id may be new in it),
and so on whether those were left out, because they were rejected or are stale. `accept` repeats the judgement until it
no longer changes, which gives each order the answer it would have had in an import of its own, as every order depends
on earlier ones only. Each judgement is right about one more link of a chain of such orders, so where the first few do
not do, it goes on from a forecast.
"""

from dataclasses import dataclass
from itertools import count

import polars as pl

from schemas.orders.frames import Kind
from schemas.reports.report import Warned
from tasks.transform import pricing
from tasks.transform.customer_mentions import customer_problems
from tasks.transform.forecast import forecast
from tasks.transform.identity_lookup import IdentityLookup
from tasks.transform.identity_resolution import resolve
from tasks.transform.stale_orders import stale_rows

_ROUNDS = 3
_STALE = "the order is older than what is stored of it, by the time of its last change; nothing of it was written"


@dataclass(frozen=True, slots=True)
class Batch:
    """All that acceptance depends on; nothing in it changes from one round to the next."""

    orders: pl.DataFrame
    items: pl.DataFrame
    mentions: dict[Kind, pl.DataFrame]
    lookups: dict[Kind, IdentityLookup]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One round's findings: mentions with their `key`, priced items, orders with totals, the problems, and the rows of
    orders that are older than what is there by then.
    """

    mentions: dict[Kind, pl.DataFrame]
    orders: pl.DataFrame
    items: pl.DataFrame
    problems: pl.DataFrame
    stale: pl.Series

    @property
    def left_out(self) -> pl.Series:
        """The rows of orders that are not imported, in their order."""
        return pl.concat([self.problems["row"], self.stale]).sort()

    def accepted(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The rows of `frame` whose orders are imported."""
        left_out = self.left_out
        if left_out.is_empty():
            return frame
        return frame.join(left_out.to_frame(), on="row", how="anti", maintain_order="left")


def accept(batch: Batch) -> Acceptance:
    """The findings that no longer change."""
    left_out = pl.Series("row", [], dtype=pl.UInt32)
    for round_number in count(1):
        acceptance = _judge(batch, left_out)
        found = acceptance.left_out
        if found.equals(left_out):
            break
        is_chain = round_number == _ROUNDS
        left_out = forecast(batch.orders, batch.items, batch.mentions, batch.lookups) if is_chain else found
    return acceptance


def _judge(batch: Batch, left_out: pl.Series) -> Acceptance:
    mentions = {kind: batch.mentions[kind].hstack(resolve(found, left_out)) for kind, found in batch.lookups.items()}
    sku_prices, product_prices = (
        pricing.current_prices(mentions[kind], batch.lookups[kind].stored, left_out)
        for kind in (Kind.SKU, Kind.PRODUCT)
    )
    items = batch.items.with_columns(pricing.final_amounts(batch.items, sku_prices, product_prices))
    orders = batch.orders.join(pricing.item_totals(items), on="row", how="left", maintain_order="left")
    problems = [
        _identity_problems(mentions[Kind.ORDER], pl.lit("$")),
        customer_problems(mentions[Kind.CUSTOMER]),
        *(_item_problems(mentions[kind], batch.items, kind) for kind in (Kind.PRODUCT, Kind.SKU)),
        pricing.amount_problems(orders),
    ]
    first = pl.concat(problems).unique("row", keep="first", maintain_order=True)
    stale = stale_rows(batch.orders, mentions[Kind.ORDER], batch.lookups[Kind.ORDER].stored, left_out)
    # what is wrong is handed back, however old it is
    return Acceptance(mentions, orders, items, first, stale.filter(~stale.is_in(first["row"].implode())))


def _identity_problems(mentions: pl.DataFrame, prefix: pl.Expr) -> pl.DataFrame:
    broken = mentions.filter(pl.col("problem").is_not_null())
    path = pl.format("{}.{}", prefix, "problem")
    return broken.select("row", code="problem_code", path=path, reason="problem_reason")


def _item_problems(mentions: pl.DataFrame, items: pl.DataFrame, kind: Kind) -> pl.DataFrame:
    """Of a product or SKU, only data that is to be stored can clash; an unknown id in history is a warning."""
    broken = mentions.filter(pl.col("creates") & pl.col("problem").is_not_null())
    placed = broken.join(items.select("seq", "item_index"), on="seq", how="left", maintain_order="left")
    place = pl.format("$.items[{}].{}", "item_index", pl.lit(kind.table.removesuffix("s")))
    return _identity_problems(placed.with_columns(place=place), pl.col("place"))


def warnings(acceptance: Acceptance) -> list[Warned]:
    """What is worth knowing about the orders that were not rejected."""
    differs = (pl.col("items_amount") != pl.col("amount")).fill_null(False)
    text = "the amount given is not the sum of the items; kept"
    found = [("amount_differs", text, acceptance.orders.filter(differs))]
    names_nobody = ~pl.col("has_customer") & pl.col("customer_id").is_null()
    found.append(("no_customer", "the order names no customer", acceptance.orders.filter(names_nobody)))
    for kind in (Kind.PRODUCT, Kind.SKU):
        text = f"an item names a {kind.noun} that is not known; the name was kept"
        found.append((f"unknown_{kind.noun.lower()}", text, _unknown(acceptance.mentions[kind])))
    kept = [(code, text, acceptance.accepted(frame)) for code, text, frame in found]
    kept.append(("stale", _STALE, acceptance.stale.to_frame()))
    return [
        Warned(code=code, message=text, count=frame.height, rows=frame["row"].head(3).to_list())
        for code, text, frame in kept
        if frame.height
    ]


def _unknown(mentions: pl.DataFrame) -> pl.DataFrame:
    """The mentions by id of an entity that neither exists by then nor is stored by them."""
    return mentions.filter(pl.col("id").is_not_null() & ~pl.col("exists") & ~pl.col("creates"))
