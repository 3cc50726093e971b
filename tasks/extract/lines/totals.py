"""Totals that the file itself claims, in a line after its table: a file that does not have as many is not whole."""

from collections.abc import Mapping as Pairs

from schemas.errors import ImportAbortedError


def require_totals(totals: Pairs[str, str], rows: int, orders: int) -> None:
    """Raise `ImportAbortedError` if the numbers of rows or orders are not those that the file's footer names."""
    for name, found in (("rows", rows), ("orders", orders)):
        said = totals.get(name)
        if said is not None and said != str(found):
            message = f"The last lines of the file say that it holds {said} {name}, and it holds {found}."
            raise ImportAbortedError(message, "It may be cut off: export it again.")
