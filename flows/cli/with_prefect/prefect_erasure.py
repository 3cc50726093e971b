"""An erasure as a run of the flow `erase-customer` in this process, where a Prefect server is set or running."""

import asyncio

from flows.cli.with_prefect.prefect_run import quietly
from flows.settings import Settings
from schemas.ids import ProjectKey, new_import_id
from schemas.reports.action_report import ActionReport
from tasks.erasure.action import report_of
from tasks.erasure.asked import AskedErasure, write_request
from tasks.erasure.erase import find_begun
from tasks.warehouse.connection import open_warehouse


def run_erasure(key: ProjectKey, name: str, settings: Settings, *, debug: bool) -> ActionReport:
    """Erase a customer in the project's lane; killed, the same command completes it.

    Raises what `tasks.erasure.erase.find_begun` raises, and the flow.
    """
    from flows.erase_customer import erase_customer

    with open_warehouse(settings.home, key, create=False, patience=settings.lock_patience) as con:
        begun = find_begun(con, name)
    if begun is not None and begun.status == "DONE":
        return report_of(begun)
    import_id = new_import_id()
    asked = AskedErasure(customer=name) if begun is None else AskedErasure(erasure_id=begun.id)
    body = write_request(settings.home, key, import_id, asked)
    return asyncio.run(quietly(erase_customer(key.tenant, key.project, str(body), import_id), debug=debug))
