"""What each run leaves in the Prefect UI: its report, the first rejected orders, and its progress if it takes a while.

Reports hold counts, ids and reasons, never the orders' text, nor a value out of it: Prefect's history is not searched
when somebody is erased.
"""

import asyncio
import math
import re
import time
from collections.abc import Callable
from uuid import UUID

from prefect.artifacts import (
    acreate_link_artifact,
    acreate_markdown_artifact,
    acreate_progress_artifact,
    acreate_table_artifact,
    aupdate_progress_artifact,
)

from flows.imports.markdown import report_markdown
from flows.settings import Settings
from schemas.ids import ProjectKey
from schemas.reports.report import ImportReport

FIRST_REJECTS = 50
QUIET_SECONDS = 1.0
_VALUE = re.compile(r"'.*'|cust_\w+", re.DOTALL)


class ProgressBar:
    """One run's progress in percent; it appears `QUIET_SECONDS` after the run's `start`, and moves as seldom.

    It goes to `note` as well. Each move is a write of Prefect's server, which takes as long as a stage of a small
    import.
    """

    def __init__(self, key: ProjectKey, note: Callable[[float], None]) -> None:
        self._project = key
        self._note = note
        self._artifact_id: UUID | None = None
        self._moved_at = math.inf

    def start(self) -> None:
        """From now on there is something to show."""
        self._moved_at = time.monotonic()

    async def show(self, percent: float) -> None:
        """Move the bar, unless it was moved a moment ago."""
        if time.monotonic() - self._moved_at > QUIET_SECONDS:
            await self._move(percent)

    async def end(self) -> None:
        """Fill the bar, if there is one."""
        if self._artifact_id is not None:
            await self._move(100.0)

    async def _move(self, percent: float) -> None:
        self._moved_at = time.monotonic()
        await asyncio.to_thread(self._note, percent)
        if self._artifact_id is not None:
            await aupdate_progress_artifact(self._artifact_id, progress=percent)
            return
        description = f"Import into {self._project}"
        self._artifact_id = await acreate_progress_artifact(
            percent, key=_key("progress", self._project), description=description
        )


async def leave_report(report: ImportReport) -> None:
    """The report, the first rejects as a table, and a link to the page where people reach the API."""
    key = ProjectKey(report.tenant, report.project)
    pages = [
        acreate_markdown_artifact(report_markdown(report), key=_key("report", key), description=report.operator_message)
    ]
    if report.failed:
        rows = [
            {**reject.model_dump(), "reason": without_values(reject.reason)} for reject in report.failed[:FIRST_REJECTS]
        ]
        description = f"The first {len(rows)} of {report.failed_count} rejected orders"
        pages.append(acreate_table_artifact(rows, key=_key("rejects", key), description=description))
    link = await asyncio.to_thread(Settings().report_link, key, report.import_id) if report.row_count else None
    if link is not None:
        pages.append(acreate_link_artifact(link, link_text="The report as a page", key=_key("page", key)))
    await asyncio.gather(*pages)


def without_values(reason: str) -> str:
    """The reason of a rejected order without what the order said; the report has it all."""
    return _VALUE.sub("'…'", reason)


def _key(what: str, key: ProjectKey) -> str:
    # an artifact's key has no marks but dashes: where there are several, its end says what each of them stands for
    marks = "".join({"/": "s", "-": "d", "_": "u"}.get(each, "") for each in str(key))
    end = f"-{marks}" if len(marks) > 1 else ""
    return f"import-{what}-{key.tenant}-{key.project}{end}".replace("_", "-")
