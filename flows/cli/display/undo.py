"""What an undo did, for a person at a terminal."""

from rich.console import Console
from rich.markup import escape

from flows.cli.display.report import print_segments_touched
from flows.cli.display.tables import new_console, new_table
from schemas.reports.undo_report import Kept, UndoneEffects, UndoReport

_MOST = 20


def print_undo(report: UndoReport, *, is_rehearsal: bool = False) -> None:
    """What went, came back and changed, what was left alone and why, and what had gone out before."""
    console = new_console()
    console.print(f"[bold]{escape(report.message)}[/]")
    console.print(f"{report.undo_id}  {report.tenant}/{report.project}  {escape(report.source)}", style="dim")
    table = new_table("", "removed", "restored", "changed")
    for name in ("orders", "customers", "products", "skus"):
        one = getattr(report, name)
        table.add_row(name, f"{one.removed:,}", f"{one.restored:,}", f"{one.changed:,}")
    console.print(table)
    print_segments_touched(console, report.segments)
    _print_kept(console, report.kept, report.kept_count)
    _print_effects(console, report.effects)
    if is_rehearsal:
        console.print("Nothing was written.", style="dim")
    else:
        console.print(f"`orders undo {report.undo_id}` takes this back.", style="dim")


def _print_kept(console: Console, kept: list[Kept], count: int) -> None:
    if not count:
        return
    console.print("Left as it is:")
    table = new_table("", "id", "source_id", "field", "before", "now", "why", "by")
    for one in kept[:_MOST]:
        texts = (one.source_id, one.field, one.before, one.now, one.why, ", ".join(one.written_by))
        table.add_row(one.kind, one.id, *(escape(text or "") for text in texts))
    console.print(table)
    if count > _MOST:
        console.print(f"… and {count - _MOST:,} more; --json lists the first {len(kept):,}.", style="dim")


def _print_effects(console: Console, effects: UndoneEffects) -> None:
    counts = (effects.points, effects.dropped_count, effects.released_count)
    if any(counts):
        said = "{:+,} points, {:,} waiting effect(s) dropped, {:,} dropped one(s) restored.".format(*counts)
        console.print(f"Effects: {said}")
    if effects.sent_count:
        console.print(f"{effects.sent_count:,} deliveries had gone out before, which nothing takes back:")
        table = new_table("delivery", "rule", "event", "customer", "status")
        for one in effects.sent[:_MOST]:
            texts = (one.rule_name or one.rule_id, one.event_type, one.customer_id or "")
            table.add_row(one.id, *map(escape, texts), one.status)
        console.print(table)
