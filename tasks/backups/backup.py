"""Makes a backup: the database copied while nobody writes, then what is said of it.

Invariant: a backup without a manifest is none; the manifest comes last. Reads and writes of the project wait while the
file is copied on this machine, not while it is sent to an object store.
"""

import hashlib
import tempfile
from importlib.metadata import version
from pathlib import Path

from schemas.clock import utc_now
from schemas.errors import UsageError
from schemas.ids import ProjectKey
from tasks.backfill.feeds.object_store import is_object_store
from tasks.backups.manifest import Manifest
from tasks.backups.place import DATABASE, MANIFEST, Place
from tasks.erased.keyed_hash import read_key
from tasks.erased.register import has_erased
from tasks.intake.queue.import_queue import waiting_sources
from tasks.warehouse.connection import open_warehouse, require_project
from tasks.warehouse.location import database_path
from tasks.warehouse.private_files import FOLDER_MODE
from tasks.warehouse.statements import Connection, sql
from tasks.warehouse.trouble.full_disk import calls_a_full_disk_by_its_name
from tasks.warehouse.whole_projects.copying import copy_project


@calls_a_full_disk_by_its_name()
def back_up(home: Path, key: ProjectKey, destination: str, patience: float) -> tuple[str, Manifest]:
    """Copy the project's database below a folder or the URL of an object store; the backup's address, and facts.

    Raises `UsageError` if there is no such project, `RetryableError` if another process has it for longer than
    `patience` seconds or the store cannot be reached.
    """
    require_project(home, key)
    created_at = utc_now()
    place = Place.below(destination, f"{key.tenant}.{key.project}.{created_at:%Y%m%dT%H%M%S.%f}")
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=_scratch_beside(home, destination)) as scratch:
        copy = database_path(Path(scratch), key)
        copy_project(home, key, Path(scratch), patience)
        with open_warehouse(Path(scratch), key, create=False) as con:
            counts, some_erased = row_counts(con), has_erased(con)
        manifest = Manifest(
            tenant=key.tenant,
            project=key.project,
            created_at=created_at,
            release=version("historical-orders"),
            byte_count=copy.stat().st_size,
            sha256=sha256_of(copy),
            row_counts=counts,
            erasure_key=key_hash(read_key(home)) if some_erased else None,
            waiting_count=len(waiting_sources(home, key)),
        )
        place.put(copy, DATABASE)
        place.put_text(manifest.model_dump_json(indent=2).encode(), MANIFEST, Path(scratch))
    return place.address, manifest


def row_counts(con: Connection) -> dict[str, int]:
    """How many rows the tables have that a person would look at first."""
    return dict(con.execute(sql("backups/row_counts")).fetchall())


def sha256_of(path: Path) -> str:
    """The hash of a file's bytes, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def key_hash(key: bytes) -> str:
    """By which a key of erasures is known without being told."""
    return hashlib.sha256(key).hexdigest()


def _scratch_beside(home: Path, destination: str) -> Path:
    """A folder on the disk where the copy is to be, so that moving it there is no second copy."""
    if is_object_store(destination):
        return home
    folder = Path(destination)
    if folder.exists() and not folder.is_dir():
        message, hint = "Backups cannot be put into a file.", "Name a folder, or the URL of an object store."
        raise UsageError(message, hint, detail=f"{destination} is a file.")
    folder.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    return folder
