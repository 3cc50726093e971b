"""The flow `deliver-distributions`: sends what one project's rules have to say, portion by portion.

Invariant: it needs no place in the project's lane. The database is open only between portions, so imports and
deliveries alternate, and a run that is killed loses nothing.
"""

from typing import Annotated

from prefect import flow
from prefect.artifacts import acreate_markdown_artifact
from prefect.runtime import flow_run
from pydantic import Field

from flows.imports.start_deliveries import DELIVERY_FLOW
from flows.settings import Settings
from schemas.effects.delivery import DeliveryOptions, DeliveryRun
from schemas.ids import ProjectKey
from tasks.deliveries.deliver import deliver


def _run_name() -> str:
    return f"{flow_run.parameters['tenant']}/{flow_run.parameters['project']} deliveries"


@flow(name=DELIVERY_FLOW, flow_run_name=_run_name, persist_result=False)
async def deliver_distributions(
    tenant: str, project: str, patience: Annotated[float, Field(ge=0)] = 0.0
) -> DeliveryRun:
    """Deliver all that is due in one tenant/project.

    Args:
        tenant: Whose deliveries, such as acme.
        project: The tenant's project, such as shop.
        patience: Seconds to wait for what is to be tried again.

    Raises:
        UsageError: There is no such project.
        RetryableError: Another process keeps the database for too long.
    """
    run = await deliver(Settings().home, ProjectKey(tenant, project), DeliveryOptions(patience=patience))
    await acreate_markdown_artifact(key="deliveries", markdown=_summary(run), description=f"{tenant}/{project}")
    return run


def _summary(run: DeliveryRun) -> str:
    counts = f"{run.delivered:,} delivered, {run.retried:,} to be tried again, {run.dead:,} given up"
    return f"{counts}, in {run.portions:,} portions."
