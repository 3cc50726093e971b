"""A backfill as work in portions under Prefect: what is asked of it, begun or gone on with under its action's id."""

from dataclasses import dataclass, replace

from flows.action_runs.run_action import AtWork
from flows.action_runs.run_portions import Between
from flows.backfills.display import Display
from flows.backfills.pace import Pace
from flows.backfills.watch import watching
from flows.settings import Settings, source_variables
from schemas.reports.action_report import ActionReport
from tasks.backfill.asked_for.action import BoundedProject, ended_report, stop, stored_count, told
from tasks.backfill.asked_for.request import BackfillRequest
from tasks.backfill.core import BackfillCallbacks, backfill
from tasks.backfill.progress import Progress
from tasks.intake.inbox import discard


@dataclass
class BackfillWork:
    """One run's work at a backfill; `display` shows it."""

    request: BackfillRequest
    display: Display

    def go_on(self, at_work: AtWork, between: Between, /) -> ActionReport:
        """Store what is left of it. Raises what `tasks.backfill.core.backfill` raises."""
        project, request = BoundedProject(at_work.warehouse), replace(self.request, id=at_work.action_id)
        with project.open() as con:
            earlier, pace = (
                ended_report(con, request.key, at_work.action_id),
                Pace(stored_count(con, at_work.action_id)),
            )
        if earlier is not None:
            self._discard()
            return earlier

        def on_progress(progress: Progress, bytes_done: int) -> None:
            standing = pace.after(progress, bytes_done)
            at_work.progress(standing.percent, standing.as_report())
            self.display.portion(standing)
            if (watch := watching.get()) is not None:
                watch.order_count = standing.order_count
                watch.on_portion(standing.bytes_done, standing.byte_count, f"{standing.order_count:,} orders")
            between()

        report = backfill(request, project, BackfillCallbacks(on_progress), source_variables())
        if (watch := watching.get()) is not None:
            watch.report = report
        self._discard()
        return told(report)

    def stop(self, at_work: AtWork, /) -> ActionReport:
        """Leave it where it is; its customers are brought up to date."""
        project = BoundedProject(at_work.warehouse)
        with project.open() as con:
            report = stop(con, at_work.key, at_work.action_id, project.backfills_folder)
        self._discard()
        return report

    def _discard(self) -> None:
        for source in self.request.sources:
            discard(Settings().home, self.request.key, source)
