"""The `orders` command: how it begins and ends. Each group of its commands has a module in `flows.cli.commands`.

Invariant: `--help` and usage errors import neither Prefect, Polars nor DuckDB, and no models; commands import what
they need. stdout is data, stderr is narration.
"""

import sys
from io import TextIOWrapper

import typer

from flows.cli.commands.table import NAMES, add_commands
from flows.cli.exit_codes import errors_as_one_line
from flows.cli.short_process import end_sooner, start_sooner

_SHORT = {"import", "imports", "show", "submit", "status"}


def orders_app(first_word: str = "") -> typer.Typer:
    """The command with all that it can do; with no more than one of its commands, if that is the first word."""
    app = typer.Typer(
        name="orders",
        help="Import years of past orders into one DuckDB database per tenant/project.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
        callback=_prepare,
    )
    add_commands(app, [first_word] if first_word in NAMES else NAMES)
    return app


def _prepare(context: typer.Context) -> None:
    # before the command's own options are read, which may import what it needs
    if context.invoked_subcommand in _SHORT:
        start_sooner()
        context.call_on_close(end_sooner)


def main() -> None:
    """Run `orders`; every error ends as one line on stderr and an exit code of `flows.cli.exit_codes.Exit`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # data is UTF-8 whatever the locale says; a container's is often ASCII
            stream.reconfigure(encoding="utf-8", errors="replace")
    with errors_as_one_line(debug="--debug" in sys.argv):
        orders_app(*sys.argv[1:2])()


if __name__ == "__main__":
    main()
