"""The history of a row, and two imports side by side, for a person at a terminal."""

from rich.console import Console
from rich.markup import escape

from flows.cli.display.tables import new_console, new_table
from schemas.reports.lineage import CountedOrder, History, ImportsCompared, Version
from schemas.timestamps import to_the_second

_MOST, _LONGEST = 20, 300


def print_history(history: History) -> None:
    """Each write with who, when, from where, and what it changed; of a customer the orders that the summary counts."""
    console = new_console()
    is_gone = "" if history.is_stored else ", deleted"
    console.print(f"[bold]{history.kind} {history.id}[/] {escape(history.source_id or '')}{is_gone}")
    if history.pruned_until is not None:
        until = to_the_second(history.pruned_until)
        console.print(f"It goes back to {until} (UTC): what was replaced before was pruned.", style="yellow")
    elif not history.is_whole:
        console.print("Not all is kept: earlier versions were written by an earlier release.", style="yellow")
    for version in history.versions:
        _print_version(console, version)
    if history.kind == "customer":
        _print_counted(console, history.counted_orders)


def print_compared(found: ImportsCompared) -> None:
    """How many rows only one has, and the fields that differ."""
    console = new_console()
    table = new_table("", "only first", "only second", "equal", "different")
    for name, one in found.kinds.items():
        table.add_row(name, *(f"{count:,}" for count in (one.only_first, one.only_second, one.equal, one.different)))
    console.print(table)
    if not found.differences:
        return
    table = new_table("", "id", "source_id", "field", "first", "second")
    for each in found.differences[:_MOST]:
        texts = (each.source_id, each.field, each.first, each.second)
        table.add_row(each.kind, each.id, *(escape(text or "") for text in texts))
    console.print(table)
    if found.difference_count > _MOST:
        console.print(f"… and {found.difference_count - _MOST:,} more; --json lists the first 1,000.", style="dim")


def _print_version(console: Console, version: Version) -> None:
    at = to_the_second(version.at) if version.at else ""
    row = "" if version.row is None else f" row {version.row}"
    source = f"  ← {escape(version.source)}{row}" if version.source else ""
    console.print(f"{at}  [bold]{version.did}[/]  {version.written_by}{source}")
    for change in version.changes:
        values = "" if change.field == "items" else f": {escape(change.before or '–')} → {escape(change.after or '–')}"
        console.print(f"    {escape(change.field)}{values}")
    if version.raw:
        console.print(f"    {escape(version.raw[:_LONGEST])}", style="dim")


def _print_counted(console: Console, counted: list[CountedOrder]) -> None:
    total = sum(order.amount for order in counted)
    console.print(f"total_amount {total:,} = {len(counted):,} order(s), net of discounts:")
    table = new_table("order", "source_id", "created (UTC)", "status", "amount", "by", "from")
    for order in counted[:_MOST]:
        row = "" if order.row is None else f" row {order.row}"
        place = "" if order.source is None else f"{order.source}{row}"
        texts = (escape(order.source_id or ""), to_the_second(order.created_at), order.status, f"{order.amount:,}")
        table.add_row(order.id, *texts, order.written_by, escape(place))
    console.print(table)
    if len(counted) > _MOST:
        console.print(f"… and {len(counted) - _MOST:,} more; --json lists all.", style="dim")
