"""The `orders` command. Each group of commands has a module; this one joins them and owns how they end.

Invariant: `--help` and usage errors import neither Prefect, Polars nor DuckDB, and no models; commands import what
they need. stdout is data, stderr is narration.
"""

import sys
from io import TextIOWrapper

import typer

from flows.cli.commands import (
    backfill,
    control,
    customers,
    imports,
    lanes,
    limits,
    lineage,
    notify,
    orders,
    report,
    segments,
    undo,
)
from flows.cli.commands.files import exports, mappings, presets
from flows.cli.commands.rules import deliveries, distributions, earning_rules, effects, webhooks
from flows.cli.commands.system import backups, deploy, keys, projects, prune, serve, up
from flows.cli.exit_codes import errors_as_one_line
from flows.cli.short_process import end_sooner, start_sooner

app = typer.Typer(
    name="orders",
    help="Import years of past orders into one DuckDB database per tenant/project.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
_SHORT = {"import", "imports", "show", "submit", "status"}


@app.callback()
def _prepare(context: typer.Context) -> None:
    # before the command's own options are read, which may import what it needs
    if context.invoked_subcommand in _SHORT:
        start_sooner()
        context.call_on_close(end_sooner)


app.command("import")(imports.import_command)
app.command("backfill")(backfill.backfill_command)
app.command("export")(exports.export_command)
app.command("show")(imports.show)
app.command("imports")(imports.imports)
app.command("report")(report.report)
app.command("undo")(undo.undo_command)
app.add_typer(notify.app, name="notify")
app.add_typer(lineage.app, name="trace")
app.command("diff")(lineage.diff)
app.add_typer(segments.app, name="segment")
app.add_typer(limits.app, name="limit")
app.command("deploy")(deploy.deploy)
for command in (lanes.submit, lanes.status, control.cancel, control.pause, control.resume, control.retry):
    app.command()(command)
app.command()(lanes.queue)
app.command()(lanes.worker)
app.command()(serve.serve)
app.command()(up.up)
app.add_typer(projects.app, name="project")
app.add_typer(keys.app, name="keys")
app.add_typer(distributions.app, name="distribution")
app.add_typer(earning_rules.app, name="earning-rule")
app.add_typer(webhooks.app, name="webhook")
app.add_typer(deliveries.app, name="deliveries")
app.add_typer(effects.app, name="effects")
app.add_typer(orders.app, name="order")
app.add_typer(customers.app, name="customer")
app.command("prune")(prune.prune_command)
app.command("backup")(backups.backup_command)
app.command("restore")(backups.restore_command)
app.command("presets")(presets.presets)
app.add_typer(presets.app, name="preset")
app.add_typer(mappings.app, name="mapping")


def main() -> None:
    """Run `orders`; every error ends as one line on stderr and an exit code of `flows.cli.exit_codes.Exit`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # data is UTF-8 whatever the locale says; a container's is often ASCII
            stream.reconfigure(encoding="utf-8", errors="replace")
    with errors_as_one_line(debug="--debug" in sys.argv):
        app()


if __name__ == "__main__":
    main()
