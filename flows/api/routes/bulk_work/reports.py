"""`/v1/async-actions/{id}/report` and `/v1/report`: the page about an import or a project, to look at in a browser."""

from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from flows.api.http.auth import READ, READ_UNLESS_LINK, Caller
from flows.api.http.database import Database
from flows.api.http.errors import documented, not_found
from flows.api.http.path_names import Name, import_id_of
from flows.api.http.query_params import ImportReportPage, ReportPage
from tasks.report.facts import ReportFacts
from tasks.report.read import facts_of_project, find_facts

router = APIRouter(prefix="/v1")
_HTML: dict[int | str, dict[str, Any]] = {200: {"content": {"text/html": {"schema": {"type": "string"}}}}}


@router.get(
    "/async-actions/{action_id}/report",
    tags=["async actions"],
    summary="Get the page about an import",
    responses=documented(400, 404) | _HTML,
    response_class=Response,
    dependencies=[READ_UNLESS_LINK],
)
async def report(caller: Caller, database: Database, action_id: Name, params: ImportReportPage) -> HTMLResponse:
    """Orders and revenue by month, rejects and how to mend them, segments, products, time: one page, no network."""
    import_id = import_id_of(action_id)
    facts = await database.read(find_facts, caller, import_id, params.currency)
    if facts is None:
        details = f"There is nothing to report of {action_id}: it has not begun, or is no import of this project."
        raise not_found(details)
    return await run_in_threadpool(_page, facts)


@router.get(
    "/report",
    tags=["project"],
    summary="Get the page about the project",
    responses=documented(400) | _HTML,
    response_class=Response,
    dependencies=[READ],
)
async def report_of_project(caller: Caller, database: Database, params: ReportPage) -> HTMLResponse:
    """The same of all that the project holds now."""
    return await run_in_threadpool(_page, await database.read(facts_of_project, caller, params.currency))


def _page(facts: ReportFacts) -> HTMLResponse:
    # the plotting library takes a second to import, which other requests need not wait for
    from tasks.report.page import Reader, content_policy, render

    headers = {
        "Content-Security-Policy": f"{content_policy()}; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",  # the address may be that of a link, which stands for the keys
    }
    return HTMLResponse(render(facts, Reader.CLIENT), headers=headers)
