"""Who is to be erased: found by id, source_id or e-mail, with all that names them, now or in an earlier version."""

from dataclasses import dataclass

import msgspec

from schemas.errors import UsageError
from tasks.erased.keyed_hash import NameKind, keyed_hash
from tasks.erasure.traces import Traces
from tasks.warehouse.statements import Connection, sql

_ADDRESS = ("address_line_1", "address_line_2")
_SAID = ("name", "description", *_ADDRESS)
_LEAST = 6  # letters of a text that is somebody's own


@dataclass(frozen=True, slots=True)
class Person:
    """A customer of this project: their id, and what has been stored of them, each version of it."""

    customer_id: str
    source_ids: frozenset[str]
    emails: frozenset[str]
    phones: frozenset[str]
    texts: frozenset[str]

    @property
    def traces(self) -> Traces:
        """How to find them in texts."""
        return Traces(frozenset({self.customer_id}) | self.source_ids | self.emails | self.phones, self.texts)

    def is_called(self, name: str) -> bool:
        """Whether the name, as an erasure is asked for by it, is theirs."""
        emails = {email.strip().lower() for email in self.emails}
        return name == self.customer_id or name in self.source_ids or name.strip().lower() in emails

    def hashes(self, key: bytes) -> list[str]:
        """Their names as keyed hashes."""
        ids = {self.customer_id} | self.source_ids
        kinds = {NameKind.ID: ids, NameKind.EMAIL: self.emails, NameKind.PHONE: self.phones}
        return [keyed_hash(key, kind, name) for kind, names in kinds.items() for name in sorted(names) if name]


def find_person(con: Connection, name: str) -> Person | None:
    """The customer whom `name` means, with all that names them; raises as `find_customer_id` does."""
    customer_id = find_customer_id(con, name)
    return None if customer_id is None else _person(con, customer_id)


def find_customer_id(con: Connection, name: str) -> str | None:
    """The id of the customer whom `name` means; also of one who was deleted, of whom versions are left.

    Raises `UsageError` where it is the e-mail of more than one.
    """
    found = [customer_id for (customer_id,) in con.execute(sql("erasure/find_customers"), {"name": name}).fetchall()]
    if len(found) > 1:
        message = f"{len(found)} customers have this e-mail address."
        raise UsageError(message, f"Say which one by id: {', '.join(found)}.")
    return found[0] if found else None


def _person(con: Connection, customer_id: str) -> Person:
    versions = con.execute(sql("erasure/versions_of_customer"), {"customer_id": customer_id}).pl()

    def said(column: str) -> frozenset[str]:
        return frozenset(versions[column].drop_nulls().unique().to_list()) - {""}

    own = {text for column in _SAID for text in said(column)}
    own |= {leaf for text in said("metadata") for leaf in _leaves(msgspec.json.decode(text))}
    texts = {text for text in own if len(text) >= _LEAST}
    return Person(
        customer_id, said("source_id"), said("email"), said("phone"), _nobody_elses(con, customer_id, frozenset(texts))
    )


def _leaves(value: object) -> set[str]:
    """All texts in a decoded JSON value."""
    if isinstance(value, dict):
        return {leaf for inner in value.values() for leaf in _leaves(inner)}
    if isinstance(value, list):
        return {leaf for inner in value for leaf in _leaves(inner)}
    return {value} if isinstance(value, str) else set()


def _nobody_elses(con: Connection, customer_id: str, texts: frozenset[str]) -> frozenset[str]:
    """Those of the texts that are said of no other customer, and so are this one's own."""
    values = {"customer_id": customer_id, "texts": sorted(texts)}
    return texts - {text for (text,) in con.execute(sql("erasure/texts_of_others"), values).fetchall()}
