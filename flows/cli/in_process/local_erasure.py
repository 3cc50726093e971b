"""An erasure in this process, once whoever works on the project is done; killed, the same command completes it."""

from flows.cli.in_process.alone import project_alone
from flows.settings import Settings
from schemas.action_type import ActionType
from schemas.clock import naive_utc_now, utc_now
from schemas.ids import ProjectKey, new_import_id
from schemas.reports.action_report import ActionReport
from tasks.erasure.action import report_of
from tasks.erasure.asked import erasure_id_of
from tasks.erasure.erase import Place, erase_customer, write_files_anew
from tasks.intake.queue import queue_progress
from tasks.intake.queue.queued_import import AskedAction


def erase_here(key: ProjectKey, name: str, settings: Settings) -> ActionReport:
    """Erase a customer from rows and files. Raises what `tasks.erasure.erase` raises."""
    place = Place(settings.home, key, settings.lock_patience)
    import_id, began = new_import_id(), utc_now()
    with project_alone(key, settings) as con:
        done = erase_customer(con, place, name, naive_utc_now(), erasure_id_of(import_id))
    write_files_anew(place)
    report = report_of(done)
    asked = AskedAction(ActionType.CUSTOMERS_ERASE, {})
    queue_progress.note_done(settings.home, key, import_id, asked, report, began)
    return report
