"""What the stages of an import hand on to one another: `Extracted → Validated → Staged`, each a frozen value.

Every frame names its columns here. `row` (UInt32) is an order's 0-based position in its source; it ties all frames of
a batch together. What a stage hands on is never changed, only replaced.
"""

from dataclasses import dataclass
from enum import Enum

import polars as pl

from schemas.orders.source_format import SourceFormat
from schemas.reports.report import Warned

# What is wrong with a value: the kind of fault (`RejectCode`), where, and why, for a person.
FAULT = {"code": pl.String(), "path": pl.String(), "reason": pl.String()}
ORDER_TEXTS = pl.Schema({"row": pl.UInt32(), "raw": pl.String(), **FAULT})
# Orders handed back: one row an order, the first thing that is wrong with it.
REJECTS = pl.Schema({"row": pl.UInt32(), "source_id": pl.String(), **FAULT, "raw": pl.String()})
# One place in a batch that names an entity: `seq` orders the mentions of a kind as if their orders were imported one
# at a time, `id` and `source_id` are as given, `creates` says whether it brings a new entity into being.
_NAME = {"id": pl.String(), "source_id": pl.String()}
MENTION = pl.Schema({"seq": pl.Int64(), "row": pl.UInt32(), **_NAME, "creates": pl.Boolean()})

# What a batch says of one row that is stored already: `kind` is its table, `fields` are columns it gives values for.
MENTIONED = pl.Schema(
    {
        **{"kind": pl.String(), "id": pl.String(), "fields": pl.List(pl.String())},
        **{"metadata_keys": pl.String(), "row": pl.Int64()},
    }
)


def without_faults(raw: pl.Series) -> pl.DataFrame:
    """These texts in the columns of `ORDER_TEXTS` but `row`, with nothing wrong so far."""
    return raw.alias("raw").to_frame().with_columns(pl.lit(None, dtype).alias(name) for name, dtype in FAULT.items())


class Kind(Enum):
    """The kinds of entities with an identity: their table, the prefix of their ids, and their name to people."""

    ORDER = ("orders", "ord_", "order")
    CUSTOMER = ("customers", "cust_", "customer")
    PRODUCT = ("products", "prod_", "product")
    SKU = ("skus", "sku_", "SKU")

    @property
    def table(self) -> str:
        """Name of the table."""
        return self.value[0]

    @property
    def versions(self) -> str:
        """Name of the table of replaced rows."""
        return f"{self.noun.lower()}_versions"

    @property
    def prefix(self) -> str:
        """How its ids begin."""
        return self.value[1]

    @property
    def noun(self) -> str:
        """What a person calls it."""
        return self.value[2]


@dataclass(frozen=True, slots=True)
class Extracted:
    """The orders of a source, in the columns of `ORDER_TEXTS`.

    `row` counts orders in JSON, NDJSON (blank lines do not count) and nested Parquet, and lines in a file of line
    items, where it is the order's first line. `raw` is one line of text, as it came but for line breaks between JSON
    tokens. `code`, `path` and `reason` are null unless extraction already knows that the order is bad. `preset` names
    the shipped mapping by which they were read, if one was.
    """

    source: str
    format: SourceFormat
    orders: pl.DataFrame
    warnings: tuple[Warned, ...] = ()
    preset: str | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """`orders` (one row an order), `customers` (data of customers and referrers), `items`; all in order of `row`."""

    orders: pl.DataFrame
    customers: pl.DataFrame
    items: pl.DataFrame

    def without(self, rows: pl.Series) -> "Parsed":
        """The same, less the orders at these positions in the source."""
        gone = rows.to_frame("row")
        frames = (self.orders, self.customers, self.items)
        return Parsed(*(frame.join(gone, on="row", how="anti", maintain_order="left") for frame in frames))


@dataclass(frozen=True, slots=True)
class GoodOrders:
    """`orders`, `customers` and `items` as in `Parsed`, without the rejected orders; and the mentions of `products`
    and `skus` in the items (`tasks.validate.item_mentions`).
    """

    orders: pl.DataFrame
    customers: pl.DataFrame
    items: pl.DataFrame
    products: pl.DataFrame
    skus: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Validated:
    """`good` holds good orders only; `texts` all of them as they came (`ORDER_TEXTS`); `rejects` the others
    (`REJECTS`).
    """

    texts: pl.DataFrame
    good: GoodOrders
    rejects: pl.DataFrame
    warnings: list[Warned]


@dataclass(frozen=True, slots=True)
class Staged:
    """What to write: `rows` by kind, the `items` of the orders that bring any, and what the rows replace.

    `replaced` has the stored rows by kind; `unchanged` says how many stay as they are, and so are not in `rows`;
    `items_of` has the ids of stored orders whose items are replaced, `replaced_items` these items as they are stored;
    each replaced row has as `place` its `rowid` when it was read;
    `mentioned` what is said of stored rows (`MENTIONED`), those that stay as they are included;
    `touched` the customers whose summary and segments may change; `versions` what each accepted order of the source
    says: key (its id), row, status, created_at, amount and metadata, null where it says nothing.
    """

    rows: dict[Kind, pl.DataFrame]
    items: pl.DataFrame
    replaced: dict[Kind, pl.DataFrame]
    unchanged: dict[Kind, int]
    items_of: pl.Series
    replaced_items: pl.DataFrame
    mentioned: pl.DataFrame
    touched: pl.Series
    versions: pl.DataFrame
    rejects: pl.DataFrame
    warnings: list[Warned]
    row_count: int
    done_count: int
    stale_count: int
