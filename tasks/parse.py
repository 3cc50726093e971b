"""Order text becomes three frames: orders, the parties they name, and their items.

Invariant: only text that has passed `tasks.structure` is read, so no value can change its type on the way.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import polars as pl

from schemas.order import ORDER, PRODUCT, SKU, structure
from tasks.structure import Structure, check_structure
from tasks.warehouse import open_memory, sql

_PORTION = 20_000


@dataclass(frozen=True, slots=True)
class Parsed:
    """`orders` (one row an order), `parties` (customer and referrer data), `items`; all carry `row`, in its order."""

    orders: pl.DataFrame
    parties: pl.DataFrame
    items: pl.DataFrame

    def without(self, rows: pl.Series) -> "Parsed":
        """The same, less the orders at these positions in the source."""
        gone = rows.to_frame("row")
        frames = (self.orders, self.parties, self.items)
        return Parsed(*(frame.join(gone, on="row", how="anti", maintain_order="left") for frame in frames))


def parse(texts: pl.DataFrame) -> tuple[Parsed, Structure]:
    """Read `texts` (`row`, `raw`) into typed columns, but for those whose form is wrong; values are not judged here."""
    # in portions side by side: DuckDB reads one Arrow table on one core, and few texts are held twice at a time
    starts = range(0, max(texts.height, 1), _PORTION)
    with ThreadPoolExecutor(pl.thread_pool_size()) as pool:
        portions = pool.map(_parse_portion, (texts[start : start + _PORTION] for start in starts))
        orders, parties, items, rejects, unknown = map(pl.concat, zip(*portions, strict=True))
    return Parsed(orders, parties, items), Structure(rejects, unknown)


def _parse_portion(texts: pl.DataFrame) -> tuple[pl.DataFrame, ...]:
    judged = check_structure(texts)
    if judged.rejects.height:
        texts = texts.join(judged.rejects, on="row", how="anti", maintain_order="left")
    return *_columns(texts), judged.rejects, judged.unknown


def _columns(texts: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    inner = {"product": structure(PRODUCT), "sku": structure(SKU)}
    with open_memory() as con:
        con.register("texts", texts)
        con.execute(sql("parse_texts"), {"order": structure(ORDER, as_text=("product", "sku"))})
        orders = con.execute(sql("parse_orders")).pl()
        parties = con.execute(sql("parse_parties")).pl().sort("row", "role")
        return orders, parties, con.execute(sql("parse_items"), inner).pl()
