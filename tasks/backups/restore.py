"""Restores a backup: made ready in a folder of its own, then put in the database's place in one step.

Invariant: whatever crashes when, the project has its old database or the restored one, whole. A restore sends nothing:
messages that the backup had still to send are given up, since they may have been sent. Nobody who was erased since the
backup comes back.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from schemas.clock import naive_utc_now
from schemas.errors import ImportAbortedError, UsageError
from schemas.ids import ProjectKey
from tasks.backups.backup import key_hash, row_counts, sha256_of
from tasks.backups.carried_over import CarriedOver, carry_over, read_replaced
from tasks.backups.manifest import Manifest, read_manifest
from tasks.backups.place import DATABASE, MANIFEST, Place
from tasks.erased.keyed_hash import KEY_FILE, copy_key, has_key, read_key
from tasks.erasure.erase import Place as ErasurePlace
from tasks.erasure.erase import erase_customer, write_files_anew
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.location import database_path
from tasks.warehouse.private_files import private_folder
from tasks.warehouse.statements import Connection, sql, transaction, written_count
from tasks.warehouse.storages.of_home import has_database, storage_of
from tasks.warehouse.trouble.full_disk import calls_a_full_disk_by_its_name


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: `lost_imports` were stored after the backup, and are not in the project any more."""

    manifest: Manifest
    erased_again_count: int
    given_up_count: int
    lost_imports: list[str]


@calls_a_full_disk_by_its_name()
def restore(home: Path, key: ProjectKey, address: str, patience: float, *, replaces: bool = False) -> Restored:
    """Let the project be what it was when the backup at `address` was made.

    Nobody else may work on the project meanwhile. Raises `UsageError` where it is no backup of this project, where the
    project is there and is not to be replaced, or where the key of erasures is another one; `ImportAbortedError` if the
    backup is damaged; `RetryableError` if another process has the database. Nothing has changed then.
    """
    place = Place(address.rstrip("/"))
    manifest = read_manifest(place.text_of(MANIFEST), place.address)
    _refuse_what_does_not_fit(home, key, manifest, replaces=replaces)
    with _staging(home) as staging:
        ready = database_path(staging, key)
        private_folder(ready.parent)
        place.copy_to(ready, DATABASE)
        _refuse_damage(ready, manifest, place.address)
        with open_warehouse(staging, key, create=False) as con:
            _refuse_other_counts(con, manifest, place.address)
            imports = [import_id for (import_id,) in con.execute("SELECT id FROM imports").fetchall()]
            given_up = _give_up_deliveries(con, manifest)
            kept = _kept(home, key, imports, patience)
            people = [] if kept is None else carry_over(con, kept, _key_of(home))
        _erase_again(ErasurePlace(staging, key, patience), people)
        storage_of(home).replace_by(ready, key, patience)
    return Restored(manifest, len(people), given_up, [] if kept is None else kept.imports)


def _refuse_what_does_not_fit(home: Path, key: ProjectKey, manifest: Manifest, *, replaces: bool) -> None:
    theirs = f"{manifest.tenant}/{manifest.project}"
    if theirs != str(key):
        message = f"This is a backup of {theirs}, not of {key}."
        hint = f"Restore it as --tenant {manifest.tenant} --project {manifest.project}."
        raise UsageError(message, operator_hint=hint)
    if has_database(home, key) and not replaces:
        message = f"The project {key} is there."
        raise UsageError(message, operator_hint="Say --replace to let the backup take its place.")
    if manifest.erasure_key is None:
        return
    key_here = _key_of(home)
    if key_here is None or key_hash(key_here) != manifest.erasure_key:
        message = "People were erased from this project, and the key by which they are recognised is not that of here."
        hint = f"Put {KEY_FILE} of the home of the backup into ORDERS_HOME first."
        raise UsageError(message, operator_hint=hint)


def _key_of(home: Path) -> bytes | None:
    return read_key(home) if has_key(home) else None


@contextmanager
def _staging(home: Path) -> Iterator[Path]:
    """A home of its own in which the database is made ready; what an earlier attempt left there is gone."""
    folder = home / ".restoring"
    shutil.rmtree(folder, ignore_errors=True)
    private_folder(folder)
    try:
        copy_key(home, folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _refuse_damage(copy: Path, manifest: Manifest, address: str) -> None:
    if copy.stat().st_size != manifest.byte_count or sha256_of(copy) != manifest.sha256:
        message = f"The backup at {address} is damaged: its bytes are not those that were written."
        raise ImportAbortedError(message, operator_hint="Copy it again from where it was made, or take another one.")


def _refuse_other_counts(con: Connection, manifest: Manifest, address: str) -> None:
    found = row_counts(con)
    if found != manifest.row_counts:
        message = f"The backup at {address} does not have the rows that its manifest names."
        detail = f"{message} Named: {manifest.row_counts}; found: {found}."
        raise ImportAbortedError(message, detail=detail, operator_hint="Take another backup.")


def _give_up_deliveries(con: Connection, manifest: Manifest) -> int:
    reason = f"Restored from a backup of {manifest.created_at:%Y-%m-%d %H:%M} UTC; it may have been sent since."
    with transaction(con):
        return written_count(con, sql("backups/give_up_deliveries"), {"now": naive_utc_now(), "reason": reason})


def _kept(home: Path, key: ProjectKey, imports: list[str], patience: float) -> CarriedOver | None:
    if not has_database(home, key):
        return None
    with open_warehouse(home, key, create=False, patience=patience) as con:
        return read_replaced(con, imports)


def _erase_again(place: ErasurePlace, people: list[str]) -> None:
    for customer_id in people:
        with open_warehouse(place.home, place.key, create=False) as con:
            erase_customer(con, place, customer_id, naive_utc_now())
    write_files_anew(place)
