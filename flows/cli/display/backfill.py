"""Reports of backfills, for a person at a terminal."""

from pathlib import PurePath

from rich.console import Console
from rich.markup import escape

from flows.cli.display.reconciliation import print_reconciliation
from flows.cli.display.report import MOST_REJECTS, print_outcome, print_overview, print_warnings
from flows.cli.display.tables import new_console, new_table
from schemas.reports.action_report import ActionReport
from schemas.reports.backfill_report import BackfillReport, SourceReport
from schemas.reports.report import Reject
from tasks.backfill.rehearsal import BackfillDryRun

_MOST_SOURCES = 10
_MOST_REASONS = 10
_MEGABYTE = 1_000_000


def print_outcome_of(report: BackfillReport | ActionReport, *, as_json: bool) -> None:
    """The report, or what is left of it where the backfill had ended before."""
    if as_json:
        print(report.model_dump_json())
    elif isinstance(report, BackfillReport):
        print_backfill(report)
    else:
        new_console().print(escape(report.message))


def print_backfill(report: BackfillReport) -> None:
    """The outcome, the sources and how fast they were read, what was written, the first rejects."""
    console = new_console()
    console.print(f"[bold green]{report.message}[/]")
    pace = f"{report.attempt_row_count:,} orders in {report.seconds:,.0f} s, {report.orders_per_second:,.0f} a second"
    console.print(f"{report.import_id}  {report.tenant}/{report.project}  {pace}", style="dim")
    _print_sources(console, report.sources)
    print_outcome(console, report.as_import(""))
    print_warnings(console, report.warnings)
    if report.reconciliation is not None:
        print_reconciliation(console, report.reconciliation)
    for reject in report.failed[:MOST_REJECTS]:
        console.print(f"[red]rejected[/] {escape(_place(reject, report.sources))}: {escape(reject.reason)}")
    if report.failed_count > MOST_REJECTS:
        console.print(f"… and {report.failed_count - min(len(report.failed), MOST_REJECTS):,} more")
    if report.rejects_file:
        console.print(f"Mend and import again: {escape(report.rejects_file)}", soft_wrap=True)


def print_backfill_dry_run(would: BackfillDryRun) -> None:
    """What a backfill would do, in the shape of its report."""
    console, report = new_console(), would.report
    stale = f" {report.stale_count:,} would be left alone, as what is stored is newer." if report.stale_count else ""
    said = f"{report.done_count:,} order(s) would be imported, {report.failed_count:,} would fail.{stale}"
    console.print(f"[bold]{said}[/]")
    _print_sources(console, report.sources)
    print_overview(console, would.overview)
    print_outcome(console, report.as_import(""))
    print_warnings(console, [warned for warned in report.warnings if warned.code != "no_customer"])
    if report.reconciliation is not None:
        print_reconciliation(console, report.reconciliation)
    for reason in would.reject_reasons[:_MOST_REASONS]:
        console.print(f"[red]rejected[/] {reason.count:,} × {escape(reason.path)}: {escape(reason.reason)}")
    for reject in report.failed[:MOST_REJECTS]:
        console.print(f"[red]rejected[/] {escape(_place(reject, report.sources))}: {escape(reject.reason)}")
    console.print("Nothing was stored.", style="dim")


def _print_sources(console: Console, sources: list[SourceReport]) -> None:
    table = new_table("source", "format", "first row", "MB")
    for source in sources[:_MOST_SOURCES]:
        read_as = " ".join(filter(None, (source.format, source.preset)))
        table.add_row(escape(source.name), read_as, f"{source.first_row:,}", f"{source.byte_count / _MEGABYTE:,.1f}")
    console.print(table)
    if len(sources) > _MOST_SOURCES:
        console.print(f"… and {len(sources) - _MOST_SOURCES:,} more sources")


def _place(reject: Reject, sources: list[SourceReport]) -> str:
    """The file and the row in it, the order's number, and the path of the value."""
    source = max((each for each in sources if each.first_row <= reject.row), key=lambda each: each.first_row)
    who = f" {reject.source_id!r}" if reject.source_id else ""
    return f"{PurePath(source.name).name} row {reject.row - source.first_row}{who} {reject.path}"
