"""`orders serve`: the HTTP API in this process."""

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
    from flows.api.http import access_log
    from flows.api.http.slow_clients import WatchedConnection
    from flows.settings import Settings

    level = "debug" if debug else "info"
    app = create_app(Settings())
    access_log.install()
    # without websockets, of which there are none: a connection that became one would not be watched
    uvicorn.run(app, host=host, port=port, log_level=level, server_header=False, http=WatchedConnection, ws="none")
