"""`orders mapping suggest`: a first mapping for a file that nobody has mapped yet."""

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.options import Debug

if TYPE_CHECKING:
    from tasks.extract.suggestion.suggest import Suggestion

app = typer.Typer(help="Mappings of your own.", no_args_is_help=True)
_SHOWN = 3


@app.callback()
def mapping() -> None:
    """Mappings of your own."""


@app.command("suggest")
def suggest(
    source: Annotated[str, typer.Argument(metavar="FILE", help="Path, - for stdin, or URL of the file to be mapped.")],
    debug: Debug = False,
) -> None:
    """Propose a mapping for a file: print it, and on stderr what the file's first orders would be by it."""
    from tasks.extract.suggestion.suggest import suggest as suggestion_for

    suggested = suggestion_for(source)
    print(suggested.text, end="")
    _show(suggested)


def _show(suggested: "Suggestion") -> None:
    from tasks.validate.validate import validate

    orders = suggested.orders.orders
    wrong = validate(suggested.orders, orders.height).rejects
    print(f"By this mapping the file holds {orders.height:,} orders, of which the first are:", file=sys.stderr)
    for order in orders.head(_SHOWN).iter_rows(named=True):
        print(json.dumps(json.loads(order["raw"]), ensure_ascii=False, indent=2), file=sys.stderr)
    if suggested.assumed.currency:
        said = f"The file names no currency; amounts are shown as if they were in {suggested.assumed.currency}."
        print(said, file=sys.stderr)
    if suggested.assumed.date_format:
        print(f"Dates are shown as if they were written {suggested.assumed.date_format}.", file=sys.stderr)
    for reject in wrong.head(_SHOWN).iter_rows(named=True):
        print(f"rejected: row {reject['row']} {reject['path']}: {reject['reason']}", file=sys.stderr)
    print(f"{wrong.height:,} of them would be rejected. Nothing was imported.", file=sys.stderr)
