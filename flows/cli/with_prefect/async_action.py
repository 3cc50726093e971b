"""Async actions in a shell: how their commands ask for one, and how its record looks."""

import json
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from flows.cli.options import home
from flows.cli.with_prefect.server import find_server
from schemas.errors import UsageError
from schemas.ids import ProjectKey
from schemas.timestamps import zulu

if TYPE_CHECKING:
    from prefect.client.orchestration import PrefectClient

    from schemas.async_action import ImportAction

T = TypeVar("T")
ActionId = Annotated[str, typer.Argument(metavar="ID", help="The id that `orders submit` printed.")]


def hand_over_all(key: ProjectKey, debug: bool) -> None:
    """Give what waits in the lane to Prefect, if nobody on this home does that all the time."""
    from flows.cli.with_prefect.hand_over import hand_over

    hand_over(home(), key, debug=debug)


def ask_server(question: Callable[["PrefectClient"], Awaitable[T]], debug: bool) -> T:
    """What Prefect's server says. Raises `UsageError` if none is set or running."""
    if find_server(home()) is None:
        message = "There is no Prefect server to ask."
        raise UsageError(message, "Start `orders up` on this ORDERS_HOME, or a server, and set PREFECT_API_URL.")
    from flows.cli.with_prefect.prefect_run import ask

    return ask(question, debug=debug)


def read_record(action_id: str, debug: bool) -> "ImportAction":
    """Its record, from the queue of this home, or from Prefect if it is not there."""
    from flows.async_actions.queued import read_queued

    record = read_queued(home(), action_id)
    if record is not None:
        return record
    from flows.async_actions.actions import Actions

    return ask_server(lambda client: Actions(home(), client).read(action_id), debug)


def print_record(record: "ImportAction", as_json: bool) -> None:
    """One line, or JSON."""
    if as_json:
        print(json.dumps(record.as_json(), ensure_ascii=False))
        return
    expected = "" if record.expected_start_at is None else zulu(record.expected_start_at, "milliseconds")
    place = "" if record.position is None else f", position {record.position}, expected {expected}"
    if record.waiting_for is not None:
        place += f"; {record.waiting_for}, for {record.waiting_seconds} s"
    message = "" if record.operator_message is None else f": {record.operator_message}"
    print(f"{record.id} {record.status} {record.progress} %{place}{message}")


def narrate(line: str) -> None:
    """Tell whoever waits at the terminal."""
    print(line, file=sys.stderr)
