"""Hands what the shell has accepted over to Prefect, unless somebody on this home does that all the time."""

import sys
from pathlib import Path

from flows.cli.with_prefect.server import find_server
from schemas.ids import ProjectKey
from tasks.intake.database import lead


def hand_over(home: Path, key: ProjectKey, *, debug: bool) -> None:
    """Give the lane's waiting imports to Prefect's server, if there is one and no API or worker on this home.

    What cannot be handed over now has been accepted all the same; a line on stderr says what it waits for.
    """
    with lead(home, gives_way=True) as is_leader:
        if not is_leader():
            return
        if find_server(home) is None:
            _say("It is handed over as soon as `orders up`, or an API or worker, runs on this ORDERS_HOME.")
            return
        from flows.cli.with_prefect.prefect_run import ask
        from flows.dispatch.hand_over import HandOver
        from schemas.errors import OrdersError

        try:
            # all of them: nobody comes back for those that are left
            ask(lambda client: HandOver(home, client).feed(key, limit=None), debug=debug)
        except OrdersError as error:
            _say(f"{error.message} It is handed over as soon as an API or worker runs on this ORDERS_HOME.")


def _say(line: str) -> None:
    print(f"Accepted. {line}", file=sys.stderr)
