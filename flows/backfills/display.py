"""What a run of a backfill leaves in the Prefect UI: a line in its log for each portion, its progress, its report."""

import asyncio
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from logging import Logger
from uuid import UUID

from prefect.artifacts import acreate_markdown_artifact, acreate_progress_artifact, aupdate_progress_artifact
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun
from prefect.logging import get_run_logger
from prefect.logging.loggers import LoggingAdapter

from flows.backfills.pace import Standing
from schemas.ids import ProjectKey
from schemas.reports.action_report import ActionReport

QUIET_SECONDS = 2.0
_ARTIFACT_LABEL = "orders.progress"  # of a flow run: its progress artifact, which it goes on with when it runs again


@dataclass
class Display:
    """Of one run; the artifact moves as seldom as every `QUIET_SECONDS`."""

    client: PrefectClient
    run: FlowRun
    key: ProjectKey
    logger: LoggingAdapter | Logger = field(default_factory=get_run_logger)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)
    _moved_at: float = 0.0

    def portion(self, standing: Standing) -> None:
        """A portion is stored; called in the thread of the work."""
        self.logger.info("Portion stored: %s.", standing.line)
        if time.monotonic() - self._moved_at >= QUIET_SECONDS:
            self._moved_at = time.monotonic()
            moving = self._shown(self._move(standing.percent, standing.line))
            asyncio.run_coroutine_threadsafe(moving, self._loop).result()

    async def end(self, report: ActionReport, backfill_id: str) -> None:
        """It has ended."""
        await self._shown(self._leave(report, backfill_id))

    async def _shown(self, showing: Coroutine[None, None, None]) -> None:
        """What is stored counts, whether it can be shown or not."""
        try:
            await showing
        except Exception as error:
            self.logger.warning("The run's page is not up to date: %r", error)

    async def _leave(self, report: ActionReport, backfill_id: str) -> None:
        await self._move(100.0, report.message)
        counted = f"{report.done_count or 0:,} stored, {report.failed_count or 0:,} handed back"
        rows = [("orders", counted), *((name, value) for name, value in report.details.items() if name in _SHOWN)]
        table = "\n".join(["| | |", "| --- | --- |", *(f"| {name} | {_plain(value)} |" for name, value in rows)])
        command = f"orders report {backfill_id} --tenant {self.key.tenant} --project {self.key.project} --open"
        page = f"# {report.message}\n\n{table}\n\nAs a page: `{command}`"
        await acreate_markdown_artifact(page, key=_key("report", self.key), description=report.message)

    async def _move(self, percent: float, description: str) -> None:
        known = self.run.labels.get(_ARTIFACT_LABEL)
        if known is not None:
            await aupdate_progress_artifact(UUID(str(known)), progress=percent, description=description)
            return
        made = await acreate_progress_artifact(percent, key=_key("progress", self.key), description=description)
        self.run.labels = {**self.run.labels, _ARTIFACT_LABEL: str(made)}
        await self.client.update_flow_run_labels(self.run.id, {_ARTIFACT_LABEL: str(made)})


_SHOWN = ("row_count", "stale_count", "byte_count", "orders", "customers")


def _plain(value: object) -> str:
    return str(value).replace("|", "\\|")


def _key(what: str, key: ProjectKey) -> str:
    # an artifact's key has no marks but dashes: where there are several, its end says what each of them stands for
    marks = "".join({"/": "s", "-": "d", "_": "u"}.get(each, "") for each in str(key))
    end = f"-{marks}" if len(marks) > 1 else ""
    return f"backfill-{what}-{key.tenant}-{key.project}{end}".replace("_", "-")
