"""Totals that the file itself claims, in a line after its table: a file that does not have as many is not whole."""

from collections.abc import Mapping as Pairs

import polars as pl

from schemas.errors import ImportAbortedError
from schemas.mapping.money import Money
from tasks.extract.values.currency import Currencies

_HINT = "It may be cut off: export it again."


def require_totals(totals: Pairs[str, str], rows: int, orders: int) -> None:
    """Raise `ImportAbortedError` if the numbers of rows or orders are not those that the file's footer names."""
    for name, found in (("rows", rows), ("orders", orders)):
        said = totals.get(name)
        if said is not None and said != str(found):
            message = f"The last lines of the file say that it holds {said} {name}, and it holds {found}."
            raise ImportAbortedError(message, _HINT)


def require_amount(said: str | None, amounts: pl.Series, money: Money | None, currencies: Currencies) -> None:
    """Raise `ImportAbortedError` if the orders' amounts do not come to what the footer says; it is in their currency.

    There is nothing to compare where one of the amounts is not known.
    """
    if said is None or money is None or not amounts.len() or amounts.has_nulls():
        return
    if currencies.codes is not None and currencies.codes.n_unique() > 1:
        message = f"The last lines of the file say that its orders come to {said}, and they are in several currencies."
        raise ImportAbortedError(message, "Import the orders of each currency on their own.")
    text = pl.Series([said.strip()])
    read, faults = currencies.gather(pl.Series([0])).read(text, money, is_typed=False, minor_units=money.minor_units)
    found = amounts.cast(pl.Int128).sum()
    if faults is not None or read[0] != found:
        ours = f"{found} in the smallest unit"
        message = f"The last lines of the file say that its orders come to {said}, and they come to {ours}."
        raise ImportAbortedError(message, _HINT)
