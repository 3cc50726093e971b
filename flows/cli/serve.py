"""`orders serve`: the HTTP API in this process; `orders up`: everything that it needs as well."""

import asyncio
import signal
import sys
from typing import Annotated

import typer

from flows.cli.options import Debug
from schemas.errors import UsageError


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8010,
    debug: Debug = False,
) -> None:
    """Serve the HTTP API until stopped; /docs describes it. Needs a Prefect server (PREFECT_API_URL)."""
    from prefect.settings import PREFECT_API_URL

    if not PREFECT_API_URL.value():
        message = "There is no Prefect server to hand imports to."
        raise UsageError(message, "Start one with `prefect server start` and set PREFECT_API_URL.")
    import uvicorn

    from flows.api.app import create_app
    from flows.api.http.slow_clients import WatchedConnection
    from flows.settings import Settings

    level = "debug" if debug else "info"
    app = create_app(Settings())
    # without websockets, of which there are none: a connection that became one would not be watched
    uvicorn.run(app, host=host, port=port, log_level=level, server_header=False, http=WatchedConnection, ws="none")


def up(
    host: Annotated[str, typer.Option(help="Address that the API listens on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Of the API.")] = 8010,
    prefect_host: Annotated[
        str, typer.Option(help="Address of the Prefect server and its UI. They ask for no keys: keep strangers out.")
    ] = "127.0.0.1",
    prefect_port: Annotated[int, typer.Option(min=1, max=65535, help="Of the Prefect server and its UI.")] = 4200,
    children: Annotated[int | None, typer.Option(min=1, help="Lanes at work at once; one for each core.")] = None,
) -> None:
    """Start the whole local system: Prefect server, import worker and API; Ctrl-C stops it."""
    from flows.api.http.rate_limit import parse_allowance
    from flows.local.supervisor import Address, run_all
    from flows.settings import Settings

    parse_allowance(Settings().rate_limit)  # the API would refuse it too, at each of its starts

    def say(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    async def until_stopped() -> None:
        api, prefect = Address(host, port), Address(prefect_host, prefect_port)
        work = asyncio.ensure_future(run_all(Settings().home, api, prefect, children, say))
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, work.cancel)
        await asyncio.wait([work])
        if not work.cancelled():
            work.result()

    asyncio.run(until_stopped())
