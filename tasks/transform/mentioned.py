"""What a batch says of rows that are stored already, field by field, whether that changes them or not.

It is what undo goes by (`tasks.undo`): a field that somebody has said since is left alone, also where it was so before.
"""

from collections.abc import Mapping

import msgspec
import polars as pl

from schemas.orders.fields import PRODUCT_DATA, SKU_DATA
from schemas.orders.frames import MENTIONED, Kind
from tasks.transform import customer_mentions, order_versions

FIELDS: dict[Kind, list[str]] = {
    Kind.ORDER: order_versions.COLUMNS,
    Kind.CUSTOMER: customer_mentions.COLUMNS,
    Kind.PRODUCT: ["source_id", *PRODUCT_DATA],
    Kind.SKU: ["source_id", "product_id", *SKU_DATA],
}
"""The columns that a source can say something of; beside metadata, and an order's items."""
_TOP_LEVEL = msgspec.json.Decoder(dict[str, msgspec.Raw])


def mentioned(mentions: Mapping[Kind, pl.DataFrame], stored: Mapping[Kind, pl.DataFrame]) -> pl.DataFrame:
    """`MENTIONED`: one row for each stored row that `mentions` (with `key`) say something of."""
    return pl.concat([_of_kind(kind, frame, stored[kind]["id"]) for kind, frame in mentions.items()])


def _of_kind(kind: Kind, mentions: pl.DataFrame, stored_ids: pl.Series) -> pl.DataFrame:
    said = mentions.filter(pl.col("key").is_in(stored_ids.implode()))
    if said.is_empty():
        return MENTIONED.to_frame()
    if kind is Kind.ORDER:
        said = said.with_columns(items=pl.when("has_items").then(True))
    names = [name for name in (*FIELDS[kind], "items") if name in said.columns]
    found = said.group_by("key", maintain_order=True).agg(
        *(pl.when(pl.col(name).is_not_null().any()).then(pl.lit(name)).alias(name) for name in names),
        pl.col("metadata").drop_nulls(),
        pl.col("row").max().cast(pl.Int64),
    )
    keys = pl.Series([_keys(texts) for texts in found["metadata"].to_list()], dtype=pl.String)
    fields = pl.concat_list(pl.col(name).cast(pl.String) for name in names).list.drop_nulls()
    return found.select(kind=pl.lit(kind.table), id="key", fields=fields, metadata_keys=keys, row="row")


def _keys(texts: list[str]) -> str | None:
    """The top-level keys of these JSON objects, as a JSON array."""
    if not texts:
        return None
    return msgspec.json.encode(list({name: None for text in texts for name in _TOP_LEVEL.decode(text)})).decode()
