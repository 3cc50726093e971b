"""The rules about values (contract §1-3) as Pandera schemas; types were settled before, by `tasks.structure`.

Each check's `error` is the reason a person reads, with `{value}` where the offending value belongs. A column
`x_ok` is a verdict about `x` that took more than the one value to reach. Validate eager frames only: on a lazy frame
Pandera checks nothing but dtypes.
"""

from typing import Any

import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData

from schemas.order import MAX_ITEMS, RELATED_OBJECTS, STATUSES


def count_cap(limit: int) -> pa.DataFrameSchema:
    """The cap: a frame of at most `limit` rows, one an order."""

    def fits(data: PolarsData) -> bool:
        return data.lazyframe.select(pl.len() <= limit).collect().item()

    return pa.DataFrameSchema(checks=pa.Check(fits, error=f"at most {limit} orders"))


def _column(kind: Any, *checks: pa.Check) -> pa.Column:
    return pa.Column(kind, checks=list(checks), nullable=True)


_NAMED = pa.Check.str_length(min_value=1, error="is an empty text; leave it out or name something")
_NOT_NEGATIVE = pa.Check.ge(0, error="{value} is below 0")
_AT_LEAST_ONE = pa.Check.ge(1, error="{value} is below 1")
_AN_OBJECT = pa.Check.str_startswith("{", error="{value} is not a JSON object")


def _one_of(names: tuple[str, ...]) -> pa.Check:
    return pa.Check.isin(names, error=f"{{value}} is not one of {', '.join(names)}")


def _holds(error: str) -> pa.Check:
    return pa.Check.eq(True, error=error)


_ID = _column(pl.String, _NAMED)
_MONEY = _column(pl.Int64, _NOT_NEGATIVE)
_METADATA = _column(pl.String, _AN_OBJECT)

ORDERS = pa.DataFrameSchema(
    {
        "id": _ID,
        "source_id": _ID,
        "status": _column(pl.String, _one_of(STATUSES)),
        "created_at_ok": _column(pl.Boolean, _holds("{value} is not an ISO 8601 date or time (to the microsecond)")),
        "amount": _MONEY,
        "initial_amount": _MONEY,
        "discount_amount": _MONEY,
        "metadata": _METADATA,
        "customer_id": _ID,
        "referrer_id": _ID,
        "item_count": _column(
            pl.Int64, pa.Check.le(MAX_ITEMS, error=f"{{value}} items are more than the {MAX_ITEMS} an order may hold")
        ),
    }
)

PARTIES = pa.DataFrameSchema(
    {
        "id": _ID,
        "source_id": _ID,
        "id_ok": _column(pl.Boolean, _holds("{value} is not the id given beside it")),
        "birthdate_ok": _column(pl.Boolean, _holds("{value} is not a date like 1990-01-31")),
        "birthday_ok": _column(
            pl.Boolean, _holds("{value} is not a date like 1990-01-31, or not the same as birthdate")
        ),
        "metadata": _METADATA,
    }
)

ITEMS = pa.DataFrameSchema(
    {
        "product_id": _ID,
        "sku_id": _ID,
        "source_id": _ID,
        "related_object": _column(pl.String, _one_of(RELATED_OBJECTS)),
        "related_object_ok": _column(pl.Boolean, _holds("is missing; say whether source_id names a product or a sku")),
        "quantity": _column(pl.Int64, _AT_LEAST_ONE),
        **dict.fromkeys(("price", "amount", "discount_amount"), _MONEY),
        **dict.fromkeys(("discount_quantity", "initial_quantity", "initial_amount"), _MONEY),
        **dict.fromkeys(("in_product_id", "in_product_source_id", "in_sku_id", "in_sku_source_id"), _ID),
        "in_sku_product_id": _ID,
        "in_product_id_ok": _column(pl.Boolean, _holds("{value} is not the item's own product_id")),
        "in_sku_id_ok": _column(pl.Boolean, _holds("{value} is not the item's own sku_id")),
        "in_sku_product_id_ok": _column(pl.Boolean, _holds("{value} is not the id of the item's product")),
        "in_product_source_id_ok": _column(pl.Boolean, _holds("{value} is not the item's own source_id")),
        "in_sku_source_id_ok": _column(pl.Boolean, _holds("{value} is not the item's own source_id")),
        "in_product_price": _MONEY,
        "in_sku_price": _MONEY,
        **dict.fromkeys(("metadata", "in_product_metadata", "in_sku_metadata"), _METADATA),
    }
)
