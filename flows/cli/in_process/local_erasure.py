"""An erasure in this process, once whoever works on the project is done."""

from flows.cli.in_process.alone import project_alone
from flows.settings import Settings
from schemas.clock import naive_utc_now
from schemas.ids import ProjectKey
from tasks.erasure.erase import Place, erase_customer, write_files_anew
from tasks.erasure.record import Erasure


def erase_here(key: ProjectKey, name: str, settings: Settings) -> Erasure:
    """Erase a customer from rows and files. Raises what `tasks.erasure.erase` raises."""
    place = Place(settings.home, key, settings.lock_patience)
    with project_alone(key, settings) as con:
        done = erase_customer(con, place, name, naive_utc_now())
    write_files_anew(place)
    return done.model_copy(update={"status": "DONE"})
