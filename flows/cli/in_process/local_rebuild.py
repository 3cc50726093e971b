"""A rebuild of segments in this process, without Prefect, once whoever works on the project is done."""

from flows.cli.in_process.alone import project_alone
from flows.settings import Settings
from schemas.action_type import ActionType
from schemas.clock import naive_utc_now, utc_now
from schemas.ids import ProjectKey, new_import_id
from schemas.segments.segment import Segment
from tasks.intake.queue import queue_progress
from tasks.intake.queue.queued_import import AskedAction
from tasks.segments.rebuilt import report_of
from tasks.segments.refresh import rebuild


def rebuild_here(key: ProjectKey, segment: str | None, settings: Settings) -> list[Segment]:
    """What the flow `rebuild-segments` does, once whoever works on the project is done."""
    import_id, began = new_import_id(), utc_now()
    with project_alone(key, settings) as con:
        rebuilt = rebuild(con, naive_utc_now(), segment)
    asked = AskedAction(ActionType.SEGMENTS_REBUILD, {"segment": segment})
    queue_progress.note_done(settings.home, key, import_id, asked, report_of(rebuilt), began)
    return rebuilt
