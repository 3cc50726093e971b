"""The flow `backfill-orders`: any number of orders, stored in portions, between which others have the project.

One run is one backfill, however often it lets others come first, is killed, or waits for the database.
"""

from typing import Annotated, Any

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import Field, TypeAdapter

from flows.action_runs.run_portions import run_in_portions
from flows.backfills.display import Display
from flows.backfills.work import BackfillWork
from flows.imports.start_deliveries import start_pending
from flows.notifications.of_backfill import notify_of_end, notify_of_failure
from flows.prefect_client.flow_runs import current_run
from schemas.effects.choices import EffectsMode
from schemas.effects.effects import ImportEffects
from schemas.errors import OrdersError
from schemas.ids import ProjectKey, import_id_of, parse_import_id
from schemas.orders.source_format import SourceFormat
from schemas.reports.action_report import ActionReport
from tasks.backfill.asked_for.asked import BackfillAsked
from tasks.extract.source_secrets import require_no_credentials


@flow(name="backfill-orders", persist_result=False)
async def backfill_orders(
    sources: list[str],
    tenant: str,
    project: str,
    format: SourceFormat | None = None,
    mapping: str | None = None,
    preset: str | None = None,
    encoding: str | None = None,
    currency: str | None = None,
    time_zone: str | None = None,
    date_format: str | None = None,
    effects: EffectsMode | None = None,
    effects_limit: int | None = None,
    expect_orders: int | None = None,
    expect_amount: int | None = None,
    expect_months: str | None = None,
    portion: Annotated[int, Field(ge=1)] | None = None,
    anew: bool = False,
    restore_erased: bool = False,
    action_id: str | None = None,
) -> ActionReport | State[Any]:
    """Import any number of historical orders into the database of one tenant/project.

    Args:
        sources: Files, folders, patterns and URLs (s3:// gs:// az:// https://) that the workers can read.
        tenant: Whose orders they are, such as acme.
        project: The tenant's project, such as shop.
        format: Leave empty to find out from name and content.
        mapping: TOML file that maps the columns of line items.
        preset: Name of a shipped mapping; leave empty to find it out from the names in the file.
        encoding: Of texts that are not UTF-8, such as windows-1252.
        currency: Of amounts whose currency the files do not say, such as EUR.
        time_zone: Of times that come without, such as Europe/Berlin.
        date_format: Of times that are written in another way than the mapping says, such as %d/%m/%Y.
        effects: What customers entering segments may cause; has to be said where rules are active.
        effects_limit: Hold the deliveries if there would be more of them than this.
        expect_orders: How many orders there have to be.
        expect_amount: What they have to come to, in the smallest unit.
        expect_months: CSV file of what is expected of each month.
        portion: How many orders are stored at once.
        anew: Leave an unfinished backfill of the same sources as it is.
        restore_erased: Bring customers back who were erased, where the sources name them.
        action_id: Go on with this interrupted backfill; else leave empty.

    Raises:
        UsageError: What is asked for cannot be done.
        ImportAbortedError: A source cannot be read, or is another one than it was; what is stored by then stays.
        RetryableError: Something outside is in the way; what is stored by then stays.
    """
    for source in sources:
        require_no_credentials(source)
    asked = BackfillAsked(
        sources,
        format,
        mapping,
        preset,
        encoding,
        currency,
        time_zone,
        date_format,
        effects,
        effects_limit,
        expect_orders,
        expect_amount,
        expect_months,
        portion,
        anew,
        restore_erased,
    )
    client, run = current_run()
    key = ProjectKey(tenant, project)
    display, request = Display(client, run, key), asked.as_request(key)
    import_id = parse_import_id(action_id) if action_id else import_id_of(run.id)
    try:
        outcome = await run_in_portions(key, asked, action_id, BackfillWork(request, display))
    except OrdersError as error:
        await notify_of_failure(request, import_id, error)
        raise
    if isinstance(outcome, ActionReport):
        await display.end(outcome, import_id)
        caused = TypeAdapter(ImportEffects | None).validate_python(outcome.details.get("effects"))
        await start_pending(client, key, str(run.id), caused)
        await notify_of_end(request, import_id, outcome)
    return outcome
