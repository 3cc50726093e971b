"""All that the flow of a kind of bulk work is, but for the work: a plain function that is called in its lane.

Invariant: the work of one action may be begun any number of times, since a process can die and the run goes on in
another: it has the same `action_id` then, and has to leave the same state as once.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from flows.action_runs.row import ActionRow, begin
from flows.lanes import timing
from flows.lanes.hold import hold_lane
from flows.lanes.kinds import KINDS
from flows.prefect_client.flow_runs import current_run
from flows.settings import Settings
from schemas.errors import DatabaseBusyError, OrdersError
from schemas.ids import ProjectKey, import_id_of, parse_import_id
from schemas.reports.action_report import ActionReport
from tasks.intake.queue.queued_import import AnyAsked
from tasks.warehouse.project import ProjectWarehouse


@dataclass(frozen=True, slots=True)
class AtWork:
    """What the work of an action gets.

    `action_id` is `imp_…`, as the rows of the project's database name who wrote them. Nobody else has the project; each
    transaction of `warehouse` commits only while that is so.
    """

    action_id: str
    key: ProjectKey
    warehouse: ProjectWarehouse
    row: ActionRow

    def progress(self, percent: float, so_far: ActionReport | None = None) -> None:
        """Tell how far it is, and what it has done by then; from any thread."""
        self.row.progress(percent, so_far)


async def run_action(
    key: ProjectKey, asked: AnyAsked, action_id: str | None, work: Callable[[AtWork], ActionReport], *, create: bool
) -> ActionReport:
    """Inside a flow: do `work`, in a thread, once the project's lane is free; its report.

    `asked` is what the flow was asked to do, so that `orders retry` can ask for the same again; without an `action_id`
    the action has its run's. With `create`, the project's database is made if there is none.

    Raises what `work` raises: an `OrdersError` is noted as the reason in one line; a busy database is none, the run
    goes back to wait for it.
    """
    client, run = current_run()
    settings, kind = Settings(), KINDS[asked.kind]
    import_id = parse_import_id(action_id) if action_id else import_id_of(run.id)
    await begin(client, run, key, import_id, asked)
    row = ActionRow(settings.home, import_id)
    warehouse = ProjectWarehouse(key, settings.home, timing.BUSY_PATIENCE_SECONDS)
    name = kind.run_name(key, asked.as_parameters())
    try:
        async with hold_lane(key, name, tags=kind.tags, create=create, patience=timing.BUSY_PATIENCE_SECONDS):
            await row.at_work()
            report = await asyncio.to_thread(work, AtWork(import_id, key, warehouse, row))
            await row.end(report)
    except DatabaseBusyError as error:
        await row.wait_for_database(client, run, error)
    except OrdersError as error:
        await row.fail(error)
        raise
    return report
