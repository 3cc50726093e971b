"""The rules about values (contract §1-3) as Pandera schemas; types are right by then, see `tasks.validate.structure`.

Each rule's `error` is the reason a person reads, with `{value}` where the offending value belongs. A column
`x_ok` says whether `x` is right where that takes more than the one value to see. Validate eager frames only: on a
lazy frame Pandera checks nothing but dtypes.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData

from schemas.orders.fields import MAX_ITEMS, RELATED_OBJECTS, STATUSES
from schemas.orders.reject_codes import RejectCode


def count_cap(limit: int) -> pa.DataFrameSchema:
    """The cap: a frame of at most `limit` rows, one an order."""

    def fits(data: PolarsData) -> bool:
        return bool(data.lazyframe.select(pl.len() <= limit).collect().item())

    return pa.DataFrameSchema(checks=pa.Check(fits, error=f"at most {limit} orders"))


@dataclass(frozen=True, slots=True)
class Rule:
    """`holds` says of each value whether it is right; nothing is wrong with a value that is not there."""

    code: RejectCode
    holds: Callable[[pl.Expr], pl.Expr]
    error: str

    def as_check(self) -> pa.Check:
        """For one column."""
        return pa.Check(lambda data: data.lazyframe.select(self.holds(pl.col(data.key))), error=self.error)


@dataclass(frozen=True, slots=True)
class Column:
    """The type of a column's values, and the rule that each of them keeps."""

    kind: pl.DataType
    rule: Rule


@dataclass(frozen=True, slots=True)
class Rules:
    """Those about one frame, by column."""

    columns: dict[str, Column]

    def at_once(self) -> pa.DataFrameSchema:
        """Whether everything is as it should be, found out in one pass over the frame, and no more than that."""

        def holds(data: PolarsData) -> bool:
            schema = data.lazyframe.collect_schema()
            kept = [column.rule.holds(pl.col(name)).all() for name, column in self.columns.items()]
            has_types = all(schema[name] == column.kind for name, column in self.columns.items())
            return has_types and data.lazyframe.select(pl.all_horizontal(kept)).collect().item()

        return pa.DataFrameSchema(checks=pa.Check(holds, error="breaks a rule"))

    def one_by_one(self, names: list[str]) -> pa.DataFrameSchema:
        """The same for some columns, each on its own: which value breaks which rule."""
        return pa.DataFrameSchema(
            {
                name: pa.Column(self.columns[name].kind, checks=[self.columns[name].rule.as_check()], nullable=True)
                for name in names
            }
        )


_NAMED = Rule(
    RejectCode.EMPTY_TEXT,
    lambda value: value.str.len_bytes() >= 1,
    "is an empty text; leave it out or name something",
)
_NOT_NEGATIVE = Rule(RejectCode.BELOW_MINIMUM, lambda value: value >= 0, "{value} is below 0")
_AT_LEAST_ONE = Rule(RejectCode.BELOW_MINIMUM, lambda value: value >= 1, "{value} is below 1")
_AN_OBJECT = Rule(RejectCode.WRONG_TYPE, lambda value: value.str.starts_with("{"), "{value} is not a JSON object")
_FEW_ITEMS = Rule(
    RejectCode.TOO_MANY_ITEMS,
    lambda value: value <= MAX_ITEMS,
    f"{{value}} items are more than the {MAX_ITEMS} an order may hold",
)


def _one_of(names: tuple[str, ...]) -> Column:
    error = f"{{value}} is not one of {', '.join(names)}"
    return Column(pl.String(), Rule(RejectCode.UNKNOWN_VALUE, lambda value: value.is_in(names), error))


def _good(code: RejectCode, error: str) -> Column:
    """What took more than one value to find out."""
    return Column(pl.Boolean(), Rule(code, lambda value: value, error))


_ID = Column(pl.String(), _NAMED)
_MONEY = Column(pl.Int64(), _NOT_NEGATIVE)
_METADATA = Column(pl.String(), _AN_OBJECT)
_A_TIME = _good(RejectCode.INVALID_TIME, "{value} is not an ISO 8601 date or time (to the microsecond)")

ORDERS = Rules(
    {
        "id": _ID,
        "source_id": _ID,
        "status": _one_of(STATUSES),
        "created_at_ok": _A_TIME,
        "changed_at_ok": _A_TIME,
        "amount": _MONEY,
        "initial_amount": _MONEY,
        "discount_amount": _MONEY,
        "metadata": _METADATA,
        "customer_id": _ID,
        "referrer_id": _ID,
        "item_count": Column(pl.Int64(), _FEW_ITEMS),
    }
)

CUSTOMERS = Rules(
    {
        "id": _ID,
        "source_id": _ID,
        "id_ok": _good(RejectCode.IDS_DISAGREE, "{value} is not the id given beside it"),
        "birthdate_ok": _good(RejectCode.INVALID_DATE, "{value} is not a date like 1990-01-31"),
        "birthday_ok": _good(RejectCode.INVALID_DATE, "{value} is not a date like 1990-01-31"),
        "metadata": _METADATA,
    }
)

ITEMS = Rules(
    {
        "product_id": _ID,
        "sku_id": _ID,
        "source_id": _ID,
        "related_object": _one_of(RELATED_OBJECTS),
        "related_object_ok": _good(
            RejectCode.RELATED_OBJECT_MISSING, "is missing; say whether source_id names a product or a sku"
        ),
        "quantity": Column(pl.Int64(), _AT_LEAST_ONE),
        **dict.fromkeys(("price", "amount", "discount_amount"), _MONEY),
        **dict.fromkeys(("discount_quantity", "initial_quantity", "initial_amount"), _MONEY),
        **dict.fromkeys(("in_product_id", "in_product_source_id", "in_sku_id", "in_sku_source_id"), _ID),
        "in_sku_product_id": _ID,
        "in_product_id_ok": _good(RejectCode.IDS_DISAGREE, "{value} is not the item's own product_id"),
        "in_sku_id_ok": _good(RejectCode.IDS_DISAGREE, "{value} is not the item's own sku_id"),
        "in_sku_product_id_ok": _good(RejectCode.IDS_DISAGREE, "{value} is not the id of the item's product"),
        "in_product_source_id_ok": _good(RejectCode.IDS_DISAGREE, "{value} is not the item's own source_id"),
        "in_sku_source_id_ok": _good(RejectCode.IDS_DISAGREE, "{value} is not the item's own source_id"),
        "in_product_price": _MONEY,
        "in_sku_price": _MONEY,
        **dict.fromkeys(("metadata", "in_product_metadata", "in_sku_attributes", "in_sku_metadata"), _METADATA),
    }
)
