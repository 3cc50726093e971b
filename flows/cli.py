"""The `orders` command. Each group of commands has a module; this one joins them and owns how they end.

Invariant: `--help` and usage errors import neither Prefect, Polars nor DuckDB; commands import what they need.
stdout is data, stderr is narration.
"""

import sys

import typer

from flows import cli_api, cli_deliveries, cli_import, cli_lanes, cli_projects, cli_rules, cli_segments, cli_setup
from flows.exits import told_in_one_line

app = typer.Typer(
    name="orders",
    help="Import years of past orders into one DuckDB database per tenant/project.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("import")(cli_import.import_command)
app.command("show")(cli_import.show)
app.command("imports")(cli_import.imports)
app.add_typer(cli_segments.app, name="segment")
app.add_typer(cli_setup.limit_app, name="limit")
app.command("deploy")(cli_setup.deploy)
for command in (cli_lanes.submit, cli_lanes.status, cli_lanes.cancel, cli_lanes.queue, cli_lanes.worker):
    app.command()(command)
app.command()(cli_api.serve)
app.command()(cli_api.up)
app.add_typer(cli_projects.app, name="project")
app.add_typer(cli_rules.distributions, name="distribution")
app.add_typer(cli_rules.earning_rules, name="earning-rule")
app.add_typer(cli_rules.webhooks, name="webhook")
app.add_typer(cli_deliveries.deliveries, name="deliveries")
app.add_typer(cli_deliveries.effects, name="effects")
app.add_typer(cli_deliveries.order, name="order")


def main() -> None:
    """Run `orders`; every error ends as one line on stderr and an exit code of `flows.exits.Exit`."""
    with told_in_one_line(debug="--debug" in sys.argv):
        app()


if __name__ == "__main__":
    main()
