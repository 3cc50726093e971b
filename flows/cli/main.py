"""The `orders` command. Each group of commands has a module; this one joins them and owns how they end.

Invariant: `--help` and usage errors import neither Prefect, Polars nor DuckDB; commands import what they need.
stdout is data, stderr is narration.
"""

import sys

import typer

from flows.cli import deliveries, deploy, imports, lanes, projects, rules, segments, serve
from flows.cli.exit_codes import told_in_one_line

app = typer.Typer(
    name="orders",
    help="Import years of past orders into one DuckDB database per tenant/project.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("import")(imports.import_command)
app.command("show")(imports.show)
app.command("imports")(imports.imports)
app.add_typer(segments.app, name="segment")
app.add_typer(deploy.limit_app, name="limit")
app.command("deploy")(deploy.deploy)
for command in (lanes.submit, lanes.status, lanes.cancel, lanes.queue, lanes.worker):
    app.command()(command)
app.command()(serve.serve)
app.command()(serve.up)
app.add_typer(projects.app, name="project")
app.add_typer(rules.distributions, name="distribution")
app.add_typer(rules.earning_rules, name="earning-rule")
app.add_typer(rules.webhooks, name="webhook")
app.add_typer(deliveries.deliveries, name="deliveries")
app.add_typer(deliveries.effects, name="effects")
app.add_typer(deliveries.order, name="order")


def main() -> None:
    """Run `orders`; every error ends as one line on stderr and an exit code of `flows.cli.exit_codes.Exit`."""
    with told_in_one_line(debug="--debug" in sys.argv):
        app()


if __name__ == "__main__":
    main()
