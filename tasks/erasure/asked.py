"""A request to erase somebody waits in a file of the project's inbox, named after its action.

Invariant: the queue and Prefect are given no more than that file's name, so that whom to erase is said in it and in the
project's database alone. Once an erasure has begun, the requests for the same person name the erasure instead.
"""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from schemas.action_type import ActionType
from schemas.ids import ProjectKey, new_import_id
from tasks.erasure.person import Person
from tasks.intake.inbox import inbox_of
from tasks.intake.queue.import_queue import accept, unfinished
from tasks.intake.queue.queued_import import AskedAction
from tasks.intake.queue.quota import Quota
from tasks.warehouse.private_files import private_folder
from tasks.warehouse.whole_files import replace_file, sync

SUFFIX = ".erasure"


class AskedErasure(BaseModel):
    """Whom to erase: `customer` is an id, a source_id or an e-mail address; or the erasure to go on with."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    customer: str | None = None
    erasure_id: str | None = None


def erasure_id_of(import_id: str) -> str:
    """The erasure that an action of the queue begins."""
    return f"del_{import_id.removeprefix('imp_')}"


def body_of(home: Path, key: ProjectKey, import_id: str) -> Path:
    """Where the request of this action is, until it is done."""
    return inbox_of(home, key) / f"{import_id}{SUFFIX}"


def ask_erasure(
    home: Path, key: ProjectKey, asked: AskedErasure, *, request_id: str | None = None, quota: Quota
) -> str:
    """Put an erasure at the end of the project's lane, durably; its id, or that of one that waits for the same.

    Raises `QueueFullError` if too much waits already.
    """
    waiting = _waiting_for(home, key, asked)
    if waiting is not None:
        return waiting
    import_id = new_import_id()
    body = write_request(home, key, import_id, asked)
    action = AskedAction(ActionType.CUSTOMERS_ERASE, {"source": str(body)})
    size = body.stat().st_size
    try:
        return accept(home, key, action, size=size, request_id=request_id, quota=quota, import_id=import_id)
    except BaseException:
        body.unlink()
        raise


def write_request(home: Path, key: ProjectKey, import_id: str, asked: AskedErasure) -> Path:
    """Keep whom an action is to erase, safely on disk; its file."""
    body = body_of(home, key, import_id)
    private_folder(body.parent)
    _write(body, asked)
    sync(body.parent)
    return body


def read_request(body: Path) -> AskedErasure:
    """Whom to erase; nobody if the file is gone, or is none of ours."""
    try:
        return AskedErasure.model_validate_json(body.read_bytes())
    except (FileNotFoundError, ValidationError):
        return AskedErasure()


def name_the_erasure(inbox: Path, person: Person, erasure_id: str) -> None:
    """Let the requests that name the person name their erasure, which has begun."""
    for body in sorted(inbox.glob(f"*{SUFFIX}")):
        asked = read_request(body).customer
        if asked is not None and person.is_called(asked):
            _write(body, AskedErasure(erasure_id=erasure_id))


def _waiting_for(home: Path, key: ProjectKey, asked: AskedErasure) -> str | None:
    for queued in unfinished(home, key, ActionType.CUSTOMERS_ERASE):
        import_id = queued.import_id
        if asked.erasure_id == erasure_id_of(import_id) or read_request(body_of(home, key, import_id)) == asked:
            return import_id
    return None


def _write(body: Path, asked: AskedErasure) -> None:
    replace_file(body, [asked.model_dump_json(exclude_none=True).encode()])
