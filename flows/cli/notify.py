"""Notifies of what a shell has done without a flow run: an import where no server is, a backfill."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from flows.cli.with_prefect.server import find_server
from flows.notifications.ended import notify_of
from flows.settings import Settings
from schemas.errors import OrdersError
from schemas.reports.report import ImportReport

if TYPE_CHECKING:
    from schemas.notification import Ended, Kind
    from schemas.reports.backfill_report import BackfillReport
    from tasks.backfill.asked_for.request import BackfillRequest
    from tasks.imports.request import ImportRequest


@contextmanager
def failure_is_notified(settings: Settings, request: "ImportRequest | BackfillRequest") -> Iterator[None]:
    """Notify of an error that ends the block; it is raised all the same."""
    try:
        yield
    except OrdersError as error:
        _say(_failed(request, error), settings, _kind_of(request))
        raise


def say_end(report: "ImportReport | BackfillReport", settings: Settings) -> None:
    """Notify whoever the project names; what goes wrong is a line on stderr."""
    _say(report, settings, "import" if isinstance(report, ImportReport) else "backfill")


def _say(report: "ImportReport | BackfillReport", settings: Settings, kind: "Kind") -> None:
    problem = notify_of(report, settings, by_block, kind=kind)
    if problem is not None:
        print(problem, file=sys.stderr)


def _kind_of(request: "ImportRequest | BackfillRequest") -> "Kind":
    from tasks.imports.request import ImportRequest

    return "import" if isinstance(request, ImportRequest) else "backfill"


def _failed(request: "ImportRequest | BackfillRequest", error: OrdersError) -> ImportReport:
    from tasks.imports.attempt import Attempt
    from tasks.imports.reports import failed_report
    from tasks.imports.request import ImportRequest

    if isinstance(request, ImportRequest):
        return failed_report(Attempt(request), error)
    as_import = ImportRequest("", request.key, request.sources[0])
    return failed_report(Attempt(as_import), error)


def by_block(name: str, ended: "Ended") -> None:
    """Send by a notification block of the server that is set or running. Raises `OrdersError` if there is none."""
    import asyncio

    if find_server(Settings().home) is None:
        message = "there is no Prefect server that has this block."
        raise OrdersError(message)
    from flows.cli.with_prefect.prefect_run import quietly
    from flows.notifications.of_import import send_by_block

    asyncio.run(quietly(send_by_block(name, ended), debug=False))
