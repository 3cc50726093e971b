"""What source and store of a backfill have beside each other, for a person at a terminal."""

from collections import defaultdict

from rich.console import Console
from rich.markup import escape

from flows.cli.display.tables import new_table
from schemas.reports.reconciliation import Reconciliation, Sums

_MOST_DIFFERENCES = 20
_MOST_MONTHS = 24


def print_reconciliation(console: Console, found: Reconciliation) -> None:
    """Where the orders of the sources are, sums by currency and status, empty months, differences."""
    parts = {
        "imported": found.imported_count,
        "merged into others": found.merged_count,
        "rejected": found.rejected_count,
        "stale": found.stale_count,
    }
    told = " + ".join(f"{count:,} {what}" for what, count in parts.items() if count or what != "stale")
    console.print(f"{found.row_count:,} orders in the sources = {told}")
    _print_sums(console, found.sums)
    if found.written_since_count:
        console.print(f"Left out are {found.written_since_count:,} orders that somebody else has written since.")
    if found.empty_months:
        more = f" and {len(found.empty_months) - _MOST_MONTHS:,} more" if len(found.empty_months) > _MOST_MONTHS else ""
        console.print(f"[yellow]Months without orders:[/] {', '.join(found.empty_months[:_MOST_MONTHS])}{more}")
    for line in found.differences[:_MOST_DIFFERENCES]:
        console.print(f"[red]difference[/] {escape(line)}")
    if len(found.differences) > _MOST_DIFFERENCES:
        console.print(f"… and {len(found.differences) - _MOST_DIFFERENCES:,} more")


def _print_sums(console: Console, sums: list[Sums]) -> None:
    groups: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for each in sums:
        numbers = [each.source_orders, each.source_amount, each.store_orders, each.store_amount]
        total = groups[each.currency or "", each.status]
        total[:] = [one + other for one, other in zip(total, numbers, strict=True)]
    table = new_table("currency", "status", "orders in source", "amount", "orders stored", "amount stored")
    for (currency, status), total in sorted(groups.items()):
        table.add_row(escape(currency), status, *(f"{number:,}" for number in total))
    if table.row_count:
        console.print(table)
