"""An erasure as an async action: whom is read from its request, and nothing that it says names the person.

Invariant: it may be begun again after a crash at any point; the request goes last.
"""

import time
from collections.abc import Callable

from schemas.clock import naive_utc_now
from schemas.errors import UsageError
from schemas.reports.action_report import ActionReport
from tasks.erasure.asked import AskedErasure, body_of, erasure_id_of, read_request
from tasks.erasure.erase import MessageOnItsWayError, Place, erase_customer, write_files_anew
from tasks.erasure.record import Erasure, find_erasure, whom
from tasks.warehouse.project import ProjectWarehouse
from tasks.warehouse.statements import Connection

_POLL_SECONDS, _LONGEST_SECONDS = 1.0, 900.0


def erase_asked(warehouse: ProjectWarehouse, import_id: str, on_erased: Callable[[], None]) -> ActionReport:
    """Do the erasure that the action `import_id` is; `on_erased` is called once no row names the person.

    Raises `UsageError` without a name if there is nobody to erase, `RetryableError` if it is to be tried again.
    """
    place = Place(warehouse.home, warehouse.key, warehouse.patience)
    body = body_of(warehouse.home, warehouse.key, import_id)
    try:
        done = _erased(warehouse, place, read_request(body), erasure_id_of(import_id))
    except UsageError:
        body.unlink(missing_ok=True)
        raise
    on_erased()
    write_files_anew(place)
    body.unlink(missing_ok=True)
    return report_of(done)


def report_of(done: Erasure) -> ActionReport:
    """What is said of an erasure that is done."""
    message = " ".join(["A customer is erased.", *done.left])
    details = done.model_copy(update={"status": "DONE"}).model_dump(mode="json")
    return ActionReport(message=message, done_count=1, details=details)


def _erased(warehouse: ProjectWarehouse, place: Place, asked: AskedErasure, erasure_id: str) -> Erasure:
    until = time.monotonic() + _LONGEST_SECONDS
    while True:
        try:
            with warehouse.open() as con:
                return _erase(con, place, asked, erasure_id)
        except MessageOnItsWayError:
            # closed meanwhile, so that whoever sends it can note how that ended
            if time.monotonic() > until:
                raise
            time.sleep(_POLL_SECONDS)


def _erase(con: Connection, place: Place, asked: AskedErasure, erasure_id: str) -> Erasure:
    begun = find_erasure(con, erasure_id=asked.erasure_id or erasure_id)
    name = asked.customer if begun is None else whom(con, begun.id)
    if begun is not None and name is None:
        return begun
    if name is None:
        message = "Whom this erasure was asked for is not kept any more."
        raise UsageError(message, "Ask for it again.")
    try:
        return erase_customer(con, place, name, naive_utc_now(), erasure_id)
    except UsageError:
        message = "The customer is not there any more, or several have the name that was given."
        # what was raised names them
        raise UsageError(message, "Ask for it again by the customer's id.") from None
