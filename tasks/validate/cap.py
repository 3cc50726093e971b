"""The cap on the orders of one import (contract §1): the check, and the words of the refusal.

Which cap is in force is for the caller to say.
"""

import pandera.polars as pa
import polars as pl

from schemas.errors import ImportAbortedError
from schemas.orders.rules import count_cap


def require_within_cap(orders: pl.DataFrame, limit: int) -> None:
    """Raise `ImportAbortedError` if there are more than `limit` orders, the bad ones included."""
    try:
        count_cap(limit).validate(orders)
    except pa.errors.SchemaError as error:
        message = f"The source holds {orders.height} orders, and an import takes at most {limit}."
        shell = "Split the source, or raise the limit with `orders limit set`."
        raise ImportAbortedError(message, "Split the source.", operator_hint=shell) from error
