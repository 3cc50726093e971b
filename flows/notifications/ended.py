"""Lets somebody be notified of an import or backfill that has ended, with or without Prefect.

Invariant: no import fails because of it, nor waits for it in its lane.
"""

from typing import TYPE_CHECKING

from flows.settings import Settings
from schemas.ids import ProjectKey
from schemas.reports.report import ImportReport
from tasks.intake.notifications import find_notification

if TYPE_CHECKING:  # who has nobody to notify need not import what sends
    from schemas.notification import Ended, Kind, Notification
    from schemas.reports.backfill_report import BackfillReport
    from tasks.notifications.notify import ByBlock


def notify_of(
    report: "ImportReport | BackfillReport",
    settings: Settings,
    by_block: "ByBlock | None",
    *,
    kind: "Kind" = "import",
    failed_count: int | None = None,
) -> str | None:
    """Send what the project asked for; one line saying what went wrong, if it did.

    `failed_count` is how many orders were handed back, where the report does not have all of them.
    """
    try:
        chosen = find_notification(settings.home, ProjectKey(report.tenant, report.project))
        if chosen is None or (_came_over_http(settings, report.import_id) and not chosen.includes_api):
            return None
        problem = send(chosen, _ended(report, settings, kind, failed_count), settings, by_block)
    except Exception as error:  # of whatever kind, the import has ended as it has
        problem = f"{type(error).__name__}: {error}"
    return problem and f"Nobody was notified of the {kind} {report.import_id}: {problem}"


def send(chosen: "Notification", ended: "Ended", settings: Settings, by_block: "ByBlock | None") -> str | None:
    """Send it this way; what went wrong, if it did."""
    from tasks.notifications.notify import Ways, notify

    return notify(Ways(settings.home, settings.mail_server, by_block), chosen, ended)


def example(key: ProjectKey) -> "Ended":
    """What is said to try it out: of an import that never was."""
    from schemas.clock import utc_now
    from schemas.ids import new_import_id
    from schemas.notification import Ended
    from schemas.reports.report import ImportStatus

    now = utc_now()
    report = ImportReport(
        import_id=new_import_id(),
        tenant=key.tenant,
        project=key.project,
        source="example.csv",
        status=ImportStatus.DONE,
        created_at=now,
        updated_at=now,
        row_count=3,
        done_count=3,
    )
    return Ended.of(report, None)


def is_somebody_notified(settings: Settings, key: ProjectKey) -> bool:
    """Whether the project asked for messages."""
    return find_notification(settings.home, key) is not None


def _came_over_http(settings: Settings, import_id: str) -> bool:
    from tasks.intake.queue.import_queue import find

    queued = find(settings.home, import_id)
    return queued is not None and queued.is_by_request


def _ended(
    report: "ImportReport | BackfillReport", settings: Settings, kind: "Kind", failed_count: int | None
) -> "Ended":
    from schemas.notification import Ended

    key = ProjectKey(report.tenant, report.project)
    url = settings.report_link(key, report.import_id) if report.import_id else None
    if isinstance(report, ImportReport):
        return Ended.of(report, url, kind=kind, failed_count=failed_count)
    source = ", ".join(each.name.rpartition("/")[2] for each in report.sources[:3])
    return Ended.of(report.as_import(source), url, kind=kind, failed_count=report.failed_count)
