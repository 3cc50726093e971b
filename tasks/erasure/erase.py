"""The erasure of one customer, from the first look to the last byte.

What names the person is in the database until the files beside it are done with, as they are searched by it: files
first, then all rows in one transaction, then databases and rejects files are written anew. Whoever runs it again after
a crash finds the customer there, and begins anew; or does not, and goes on with what is due for the files.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from schemas.clock import naive_utc_now
from schemas.errors import NotFoundError, RetryableError
from schemas.ids import ProjectKey
from tasks.deliveries.file_channel import outbox_folder
from tasks.erased.keyed_hash import make_key
from tasks.erased.register import add_names, has_erased, key_of
from tasks.erased.rejected import ERASED_REASON
from tasks.erasure.about import about
from tasks.erasure.asked import name_the_erasure
from tasks.erasure.inbox_bodies import erase_from_inbox
from tasks.erasure.outbox_files import erase_from_outbox
from tasks.erasure.person import Person, find_customer_id, find_person
from tasks.erasure.record import (
    Erasure,
    begin_erasure,
    erased_before,
    find_erasure,
    note_done,
    note_erased,
    unfinished_files,
)
from tasks.erasure.rejects_files import erase_from_rejects, erased_rejects, rewrite_rejects
from tasks.erasure.rows import erase_rows, name_orders
from tasks.erasure.spools import delete_copies, erase_from_spools
from tasks.erasure.texts import redact
from tasks.intake.database import compact_intake
from tasks.intake.inbox import inbox_of, tidy
from tasks.intake.redaction import forget_submissions, redact_failed, redact_imports
from tasks.segments.refresh import finish_earlier
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.location import folder_beside
from tasks.warehouse.statements import Connection, sql, transaction
from tasks.warehouse.whole_projects.compaction import compact


class MessageOnItsWayError(RetryableError):
    """A message about the person is being sent just now."""


@dataclass(frozen=True, slots=True)
class Place:
    """The project `key` in its home, and how many seconds to wait for its database."""

    home: Path
    key: ProjectKey
    patience: float

    def beside(self, name: str) -> Path:
        """The project's folder of this name."""
        return folder_beside(self.home, self.key, name)


def find_begun(con: Connection, name: str) -> Erasure | None:
    """The erasure of whoever `name` means, an id, a source_id or an e-mail address; none if they are to be erased yet.

    Raises `NotFoundError` if nobody has the name, `UsageError` if several customers have it.
    """
    customer_id = find_customer_id(con, name)
    if customer_id is not None:
        return find_erasure(con, customer_id=customer_id)
    return _earlier(con, name)


def erase_customer(con: Connection, place: Place, name: str, now: datetime, erasure_id: str | None = None) -> Erasure:
    """Erase whoever `name` means from all rows, and from the files that are not written anew by `write_files_anew`.

    `con` must be the only one that writes. What begins has the id `erasure_id`, or a new one. Asked again, it answers
    what was done. Raises what `find_begun` raises, `MessageOnItsWayError` while messages about the person are being
    sent.
    """
    finish_earlier(con)
    person = find_person(con, name)
    if person is None:
        return _earlier(con, name)
    secret = make_key(place.home)
    erasure = begin_erasure(con, person.customer_id, now, erasure_id)
    name_the_erasure(inbox_of(place.home, place.key), person, erasure.id)
    _hold_back_messages(con, person, now)
    name_orders(con, person)
    left = _erase_from_files(con, place, person)
    with transaction(con):
        add_names(con, erasure.id, person.hashes(secret), now)
        erased = erase_rows(con, person, now)
        erased["texts"] = redact(con, person.traces)
        done = note_erased(con, erasure, erased, left)
    con.execute("DROP TABLE person_orders")
    return done


def write_files_anew(place: Place) -> None:
    """Write the databases anew, and files of rejected orders, so that their bytes have nothing of whom was erased.

    Raises `RetryableError` if that cannot be now; then it is still to be done.
    """
    with open_warehouse(place.home, place.key, create=False, patience=place.patience) as con:
        due = unfinished_files(con)
        if not due:
            return
        rejected = erased_rejects(con)
        rewrite_rejects(con, place.beside("rejects"), rejected)
    redact_failed(place.home, rejected, ERASED_REASON)
    compact_intake(place.home)
    compact(place.home, place.key, place.patience)
    with open_warehouse(place.home, place.key, create=False, patience=place.patience) as con:
        note_done(con, due, naive_utc_now())


def _earlier(con: Connection, name: str) -> Erasure:
    earlier = erased_before(con, name, key_of(con)) if has_erased(con) else None
    if earlier is None:
        message = f"Cannot find customer with id, source_id or e-mail {name!r}."
        raise NotFoundError(message)
    return earlier


def _hold_back_messages(con: Connection, person: Person, now: datetime) -> None:
    who = {"customer_id": person.customer_id, "now": now}
    with transaction(con):
        con.execute(sql("erasure/hold_back_deliveries"), who)
    [(until,)] = con.execute(sql("erasure/leased_until"), who).fetchall()
    if until is not None:
        seconds = max(1, round((until - now).total_seconds()))
        message = "Messages about this customer are being sent just now."
        raise MessageOnItsWayError(message, f"Try again in {seconds} seconds; nothing was erased yet.")


def _erase_from_files(con: Connection, place: Place, person: Person) -> list[str]:
    theirs = about(con, person)
    traces = person.traces
    search = {"customer_id": person.customer_id, "pattern": traces.pattern}
    imports = {found for (found,) in con.execute(sql("erasure/imports_of_person"), search).fetchall()}
    tidy(place.home)
    bodies = erase_from_inbox(inbox_of(place.home, place.key), theirs)
    erase_from_outbox(outbox_folder(place.home, place.key), theirs)
    erase_from_rejects(place.beside("rejects"), theirs)

    def has_person(idempotency_key: str, import_id: str, source: str) -> bool:
        return import_id in imports or source in bodies or traces.names_person(f'"{idempotency_key}"')

    redact_imports(place.home, place.key, traces.redacted)
    forget_submissions(place.home, place.key, has_person)
    delete_copies(place.beside("exports"))
    return erase_from_spools(con, place.beside("backfills"), theirs)
