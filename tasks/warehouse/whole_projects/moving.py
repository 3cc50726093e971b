"""Copies a project from a file of the home to the lake that its settings name, or back, and compares all rows.

Nobody may work on the project meanwhile, in either storage. What was copied stays where it was: whoever serves the
project goes by ORDERS_STORAGE, and is told so by whoever copies.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from schemas.errors import ImportAbortedError, UsageError
from schemas.ids import ProjectKey
from schemas.storage_kind import StorageKind
from tasks.warehouse.exclusion.fencing import read_fence
from tasks.warehouse.location import database_path
from tasks.warehouse.migrations import migrate
from tasks.warehouse.private_files import private_folder
from tasks.warehouse.statements import Connection, sql
from tasks.warehouse.storages.file.file_storage import FileStorage
from tasks.warehouse.storages.file.opening import open_file
from tasks.warehouse.storages.in_turn import opened_in_turn
from tasks.warehouse.storages.of_home import storage_of
from tasks.warehouse.storages.storage import Storage
from tasks.warehouse.trouble.full_disk import calls_a_full_disk_by_its_name
from tasks.warehouse.whole_projects.checksums import Checksum, checksums


def both_storages(home: Path, target: StorageKind) -> tuple[Storage, Storage]:
    """From which one a project is copied, and to which. Raises `UsageError` if the settings name no lake."""
    files, lakes = FileStorage(home), storage_of(home)
    if isinstance(lakes, FileStorage):
        message = "There is no lake to copy to or from."
        raise UsageError(message, operator_hint="Set ORDERS_STORAGE and ORDERS_DATA first.")
    return (files, lakes) if target is StorageKind.LAKE else (lakes, files)


@calls_a_full_disk_by_its_name()
def copy_to_other_storage(
    home: Path, key: ProjectKey, source: Storage, target: Storage, patience: float, *, replaces: bool
) -> dict[str, Checksum]:
    """Copy all rows; what they come to, by table, which is the same in both then.

    Raises `UsageError` if there is no such project, or there is one in the target that is not to be replaced;
    `ImportAbortedError` if what is in the target is not the same; `RetryableError` as opening does.
    """
    _refuse_what_is_not_there(key, source, target, replaces=replaces)
    private_folder(home)
    with TemporaryDirectory(prefix=".copying-", dir=home) as folder:
        copy = database_path(Path(folder), key)
        private_folder(copy.parent)
        source.copy_to(copy, key, patience)
        with open_file(copy, patience) as con:
            migrate(con)
            _overtake(con, target, key, patience)
            expected = checksums(con)
        target.replace_by(copy, key, patience)
    with opened_in_turn(target, key, patience) as con:
        found = checksums(con)
    if found != expected:
        raise _differs(target.where(key), expected, found)
    return expected


def _refuse_what_is_not_there(key: ProjectKey, source: Storage, target: Storage, *, replaces: bool) -> None:
    if not source.has(key):
        message = f"There is no project {key}."
        detail = f"There is no project {key} at {source.where(key)}."
        raise UsageError(message, detail=detail, operator_hint="Say which way to copy.")
    if target.has(key) and not replaces:
        message = f"There is a project {key} already."
        detail = f"There is a project {key} at {target.where(key)}."
        raise UsageError(message, detail=detail, operator_hint="Say --replace to let the copy take its place.")


def _overtake(con: Connection, target: Storage, key: ProjectKey, patience: float) -> None:
    """Let nobody commit who was granted the project before, in either storage."""
    token = read_fence(con)
    if target.has(key):
        with opened_in_turn(target, key, patience) as replaced:
            token = max(token, read_fence(replaced))
    con.execute(sql("warehouse/raise_fence_above"), {"token": token})


def _differs(where: str, expected: dict[str, Checksum], found: dict[str, Checksum]) -> ImportAbortedError:
    tables = [name for name in sorted(expected.keys() | found.keys()) if expected.get(name) != found.get(name)]
    message = f"The copy at {where} is not the same in {', '.join(tables)}."
    return ImportAbortedError(message, operator_hint="Go on with what was copied, and report this.")
