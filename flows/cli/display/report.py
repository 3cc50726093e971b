"""Reports of imports, for a person at a terminal."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

from flows.cli.display.tables import new_console, new_table
from schemas.effects.effects import ImportEffects
from schemas.presets.catalogue import read_as
from schemas.reports.overview import Overview
from schemas.reports.report import ImportReport, ImportStatus, Loaded, SegmentRefresh, Warned, Written
from schemas.timestamps import to_the_second

if TYPE_CHECKING:
    from tasks.imports.dry_run import DryRun

MOST_REJECTS = 5
_MOST_MONTHS = 12
_COLOURS = {ImportStatus.DONE: "green", ImportStatus.FAILED: "red", ImportStatus.IN_PROGRESS: "yellow"}


def print_report(report: ImportReport) -> None:
    """The outcome, what was written, warnings, segments, the first rejects, and where to look next."""
    console = new_console()
    console.print(f"[bold {_COLOURS[report.status]}]{escape(report.operator_message)}[/]")
    if advice := report.operator_hint or report.hint:
        console.print(escape(advice))
    console.print(f"{report.import_id}  {report.tenant}/{report.project}  ← {escape(report.source)}", style="dim")
    _print_preset(console, report.preset)
    if report.status is not ImportStatus.FAILED:
        print_outcome(console, report)
    print_warnings(console, report.warnings)
    _print_rejects(console, report)
    console.print("  ".join(f"{stage} {ms:.0f} ms" for stage, ms in report.stages.items()), style="dim")


def print_outcome(console: Console, report: ImportReport) -> None:
    """What was written, and what followed from it."""
    _print_written(console, report)
    print_segments_touched(console, report.segments)
    _print_effects(console, report.effects)
    if report.effects and report.effects.pending_count:
        waiting = f"Deliveries that wait: {report.effects.pending_count:,}."
        console.print(f"{waiting} A worker of the pool `deliveries` sends them, or `orders deliveries send`.")


def print_dry_run(would: "DryRun") -> None:
    """What an import would do, in the shape of a report."""
    console = new_console()
    stale_count = would.loaded.stale_count
    stale = f" {stale_count} would be left alone, as what is stored is newer." if stale_count else ""
    said = f"{would.loaded.done_count} order(s) would be imported, {len(would.failed)} would fail.{stale}"
    console.print(f"[bold]{said}[/]")
    _print_preset(console, would.preset)
    print_overview(console, would.overview)
    _print_written(console, would.loaded)
    print_segments_touched(console, would.segments)
    _print_effects(console, would.effects)
    print_warnings(console, [warned for warned in would.loaded.warnings if warned.code != "no_customer"])
    for reject in would.failed[:MOST_REJECTS]:
        console.print(f"[red]rejected[/] row {reject.row} {escape(reject.path)}: {escape(reject.reason)}")
    console.print("Nothing was written.", style="dim")


def print_warnings(console: Console, warnings: list[Warned]) -> None:
    """What stopped nothing, a line each."""
    for warned in warnings:
        rows = f" (row {', '.join(map(str, warned.rows))})" if warned.rows else ""
        console.print(f"[yellow]warning[/] {warned.count} × {escape(warned.message)}{rows}")


def print_overview(console: Console, seen: Overview) -> None:
    """What a source holds, before anything is done with its orders."""
    if not seen.order_count:
        return
    if seen.first_created_at and seen.last_created_at:
        first, last = to_the_second(seen.first_created_at), to_the_second(seen.last_created_at)
        console.print(f"The first order is of {first}, the last one of {last} (UTC).")
    statuses = ", ".join(f"{count:,} {status}" for status, count in seen.statuses.items())
    console.print(f"Statuses: {statuses or 'none is given'}.")
    if seen.currencies:
        console.print("Currencies: " + ", ".join(f"{count:,} {code}" for code, count in seen.currencies.items()) + ".")
    if seen.without_customer_count:
        console.print(f"[yellow]{seen.without_customer_count:,} order(s) name no customer.[/]")
    if seen.empty_months:
        shown = ", ".join(seen.empty_months[:_MOST_MONTHS])
        more = len(seen.empty_months) - _MOST_MONTHS
        console.print(f"[yellow]Months without any order: {shown}{f' and {more} more' if more > 0 else ''}.[/]")


def _print_preset(console: Console, name: str | None) -> None:
    if said := read_as(name):
        console.print(escape(said), soft_wrap=True)


def _print_effects(console: Console, effects: ImportEffects | None) -> None:
    if effects is None or not effects.rules:
        return
    table = new_table("rule", "kind", "deliveries", "points", "held")
    for rule in effects.rules:
        held = f"{rule.held_count + rule.held_points:,}"
        table.add_row(
            escape(rule.name or rule.rule_id), rule.kind, f"{rule.delivery_count:,}", f"{rule.points:,}", held
        )
    console.print(table)
    if effects.message:
        console.print(f"[yellow]{escape(effects.message)}[/]", soft_wrap=True)


def _print_written(console: Console, report: ImportReport | Loaded) -> None:
    table = new_table("", "inserted", "updated")
    kinds = {"orders": report.orders, "customers": report.customers, "products": report.products, "SKUs": report.skus}
    for kind, written in kinds.items():
        if written != Written():
            table.add_row(kind, f"{written.inserted:,}", f"{written.updated:,}")
    if table.row_count:
        console.print(table)


def print_segments_touched(console: Console, segments: list[SegmentRefresh]) -> None:
    """Who entered and left which segment."""
    if not segments:
        return
    table = new_table("segment", "entered", "left", "members")
    for segment in sorted(segments, key=lambda one: -one.entered):
        table.add_row(escape(segment.name), f"{segment.entered:,}", f"{segment.left:,}", f"{segment.members:,}")
    console.print(table)


def _print_rejects(console: Console, report: ImportReport) -> None:
    for reject in report.failed[:MOST_REJECTS]:
        who = f" {escape(repr(reject.source_id))}" if reject.source_id else ""
        console.print(f"[red]rejected[/] row {reject.row}{who} {escape(reject.path)}: {escape(reject.reason)}")
    if report.failed_count > MOST_REJECTS:
        console.print(f"… and {report.failed_count - MOST_REJECTS:,} more")
    if report.rejects_file:
        console.print(f"Mend and import again: {escape(report.rejects_file)}", soft_wrap=True)


def print_history(reports: list[ImportReport], undone: Collection[str] = ()) -> None:
    """One line an import; `undone` are those that an undo has taken back."""
    table = new_table("import", "started (UTC)", "status", "imported", "rejected", "source")
    for report in reports:
        started = to_the_second(report.created_at)
        is_undone = " undone" if report.import_id in undone else ""
        status = f"[{_COLOURS[report.status]}]{report.status}[/]{is_undone}"
        counts = (f"{report.done_count:,}", f"{report.failed_count:,}")
        table.add_row(report.import_id, started, status, *counts, escape(report.source))
    new_console().print(table)
