"""`orders up`: the HTTP API and everything that it needs, as processes of this machine."""

import sys
from typing import Annotated

import typer

from flows.cli.exit_codes import Exit
from flows.cli.options import home


def up(
    host: Annotated[str, typer.Option(help="Address that the API listens on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Of the API.")] = 8010,
    prefect_host: Annotated[
        str, typer.Option(help="Address of the Prefect server and its UI. They ask for no keys: keep strangers out.")
    ] = "127.0.0.1",
    prefect_port: Annotated[int, typer.Option(min=1, max=65535, help="Of the Prefect server and its UI.")] = 4200,
    children: Annotated[int | None, typer.Option(min=1, help="Lanes at work at once; one for each core.")] = None,
) -> None:
    """Start the whole local system: Prefect server, import worker and API; Ctrl-C stops it, a second one at once."""
    import asyncio

    from flows.api.http.rate_limit import parse_rate_limit
    from flows.cli.signals import until_stopped
    from flows.local.address import Address
    from flows.local.supervisor import LocalSystem
    from flows.settings import Settings

    settings = Settings()
    # the API would refuse them too, at each of its starts
    parse_rate_limit(settings.rate_limit, settings.rate_limit_storage.get_secret_value())
    system = LocalSystem(home(), Address(host, port), Address(prefect_host, prefect_port), children, _say)
    is_hurried = asyncio.run(until_stopped(system.run(), system.say_that_it_stops, system.end_at_once))
    if is_hurried:
        raise typer.Exit(Exit.INTERRUPTED)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
