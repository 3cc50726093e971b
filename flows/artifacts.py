"""What each run leaves in the Prefect UI: its progress, its report, and the first rejected orders.

Reports hold counts, ids and reasons, never the orders' text.
"""

import asyncio
from uuid import UUID

from prefect.artifacts import (
    acreate_markdown_artifact,
    acreate_progress_artifact,
    acreate_table_artifact,
    aupdate_progress_artifact,
)

from flows.markdown import report_markdown
from schemas.ids import ProjectKey
from schemas.report import ImportReport

FIRST_REJECTS = 50


async def start_progress(key: ProjectKey) -> UUID:
    """A progress bar at 0 %, to be moved with `show_progress`."""
    return await acreate_progress_artifact(0.0, key=_key("progress", key), description=f"Import into {key}")


async def show_progress(progress_id: UUID, percent: float) -> None:
    """Move the bar."""
    await aupdate_progress_artifact(progress_id, progress=percent)


async def leave_report(report: ImportReport) -> None:
    """The report as a page, and the first rejects as a table where there are any."""
    key = ProjectKey(report.tenant, report.project)
    pages = [acreate_markdown_artifact(report_markdown(report), key=_key("report", key), description=report.message)]
    if report.failed:
        rows = [reject.model_dump() for reject in report.failed[:FIRST_REJECTS]]
        description = f"The first {len(rows)} of {report.failed_count} rejected orders"
        pages.append(acreate_table_artifact(rows, key=_key("rejects", key), description=description))
    await asyncio.gather(*pages)


def _key(what: str, key: ProjectKey) -> str:
    # an artifact's key may have dashes but no underscores
    return f"import-{what}-{key.tenant}-{key.project}".replace("_", "-")
