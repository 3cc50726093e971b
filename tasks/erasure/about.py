"""Which orders and messages are about the person who is erased."""

from dataclasses import dataclass

import msgspec

from tasks.erased.anonymous import anonymous_order
from tasks.erasure.person import Person
from tasks.erasure.traces import Traces
from tasks.warehouse.statements import Connection, sql


@dataclass(frozen=True, slots=True)
class About:
    """The person's `traces`, the source_ids of their orders, and the ids of messages about them."""

    person: Traces
    orders: frozenset[str]
    deliveries: frozenset[str]

    def is_order(self, text: str) -> bool:
        """Whether an order as it came is one of theirs, or names them."""
        return self.person.tells_of_person(text) or _member(text, "source_id") in self.orders

    def without_person(self, text: str) -> str | None:
        """The order as nobody's; none if it has nothing to do with them, or is nobody's already.

        Of what is about the person and no order, such as a row of a bulk update, nothing stays.
        """
        if not self.is_order(text):
            return None
        anonymous = anonymous_order(text)
        if _members(anonymous).keys() <= {"id", "source_id", "metadata"} and self.person.names_person(anonymous):
            anonymous = "{}"
        return None if anonymous == text else anonymous

    def without_message(self, line: str) -> str | None:
        """A message in a file without the person: none if it is about them, else without their names."""
        delivery_id = _member(line, "delivery_id")
        if delivery_id in self.deliveries:
            return None
        if delivery_id is not None:
            return self.person.redacted(line)
        return None if self.person.tells_of_person(line) else line


def about(con: Connection, person: Person) -> About:
    """Of this person, while their rows are still there; `person_orders` must be there too (`tasks.erasure.rows`)."""
    orders = con.execute("SELECT source_id FROM person_orders WHERE source_id IS NOT NULL").fetchall()
    deliveries = con.execute(sql("erasure/own_deliveries"), {"customer_id": person.customer_id}).fetchall()
    first = (frozenset(value for (value,) in rows) for rows in (orders, deliveries))
    return About(person.traces, *first)


def _member(text: str, name: str) -> str | None:
    try:
        found = _members(text).get(name)
        return None if found is None else msgspec.json.decode(found, type=str)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return None


def _members(text: str) -> dict[str, msgspec.Raw]:
    return msgspec.json.decode(text, type=dict[str, msgspec.Raw])
