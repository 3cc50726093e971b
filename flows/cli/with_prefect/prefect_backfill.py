"""A backfill as a run of the flow `backfill-orders` in this process, where a Prefect server is set or running.

Invariant: the same command goes on with what it has begun before, whether that was with a server or without one.
"""

import asyncio
import sys
from typing import Any

from flows.backfills.watch import Watch, watching
from flows.cli.display.progress import bytes_bar
from flows.cli.with_prefect.prefect_run import quietly
from flows.settings import Settings
from schemas.errors import OrdersError
from schemas.ids import ProjectKey
from schemas.reports.action_report import ActionReport
from schemas.reports.backfill_report import BackfillReport
from tasks.backfill.asked_for.action import unfinished_id
from tasks.backfill.asked_for.asked import BackfillAsked
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.storages.of_home import has_database


def run_backfill(
    key: ProjectKey, asked: BackfillAsked, settings: Settings, *, debug: bool
) -> BackfillReport | ActionReport:
    """Backfill, or go on with it; less than the whole report if it had ended before. Raises what the flow raises."""
    from flows.backfill_orders import backfill_orders

    said: dict[str, Any] = asked.as_parameters()  # typed where they come from
    begun = _earlier(key, asked, settings)
    flow_run = backfill_orders(tenant=key.tenant, project=key.project, action_id=begun, **said)
    with bytes_bar(f"backfill → {key}") as show:
        watch = Watch(show)
        token = watching.set(watch)
        try:
            outcome = asyncio.run(quietly(flow_run, debug=debug))
        except KeyboardInterrupt:
            print(f"{watch.order_count:,} orders are stored; the same command goes on.", file=sys.stderr)
            raise
        finally:
            watching.reset(token)
    if watch.report is not None:
        return watch.report
    if isinstance(outcome, ActionReport):
        return outcome
    raise OrdersError(str(outcome.message), operator_hint="`orders resume` lets go on what is paused.")


def _earlier(key: ProjectKey, asked: BackfillAsked, settings: Settings) -> str | None:
    """The id of the backfill that the same command has begun before and that has not come to its end."""
    if not has_database(settings.home, key):
        return None
    with open_warehouse(settings.home, key, create=False, patience=settings.lock_patience) as con:
        return unfinished_id(con, asked.as_request(key))
