"""The flow `erase-customer`: somebody is erased from all tables and files, in the turn of the project's lane.

Prefect is not told whom: that is in a file of the home, which is named after the action (`tasks.erasure.asked`).
"""

from prefect import flow

from flows.action_runs.run_action import AtWork, run_action
from schemas.action_type import ActionType
from schemas.ids import ProjectKey
from schemas.reports.action_report import ActionReport
from tasks.erasure.action import erase_asked
from tasks.intake.queue.queued_import import AskedAction

_ERASED = 50  # percent, when no row names the person and the files are still to be written anew


@flow(name="erase-customer", persist_result=False)
async def erase_customer(
    tenant: str, project: str, source: str | None = None, action_id: str | None = None
) -> ActionReport:
    """Erase the customer for whom the action was asked; the orders stay, as nobody's.

    Args:
        tenant: Whose customer, such as acme.
        project: The tenant's project, such as shop.
        source: The file that says whom; `orders customer erase` and the API make it.
        action_id: The action whose file it is.

    Raises:
        UsageError: There is no such file, or nobody to erase.
        RetryableError: Another process keeps the database for too long.
    """

    def work(at_work: AtWork) -> ActionReport:
        return erase_asked(at_work.warehouse, at_work.action_id, lambda: at_work.progress(_ERASED))

    asked = AskedAction(ActionType.CUSTOMERS_ERASE, {"source": source})
    return await run_action(ProjectKey(tenant, project), asked, action_id, work, create=False)
