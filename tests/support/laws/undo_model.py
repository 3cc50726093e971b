"""Undo as its page says it (`docs/undo.md`), in a few lines: a row is what counts of all that was said of it."""

from dataclasses import dataclass, field
from typing import Any

Fields = dict[str, Any]
_DEFAULTS: Fields = {"status": "CREATED", "amount": 0, "customer": None, "items": []}


@dataclass(frozen=True)
class _Said:
    by: str
    came: bool
    fields: Fields
    metadata: Fields


@dataclass
class UndoModel:
    """Orders and customers by their source_ids; `undone` are the imports that do not count."""

    said: dict[tuple[str, str], list[_Said]] = field(default_factory=dict)
    undone: set[str] = field(default_factory=set)

    def write(self, by: str, orders: list[Fields]) -> None:
        """An import or an on-going change; each order comes once."""
        stored, people = self.state(), dict[str, Fields]()
        for order in orders:
            fields = {name: value for name, value in order.items() if name != "metadata"}
            if "items" in fields:
                fields.setdefault("amount", sum(fields["items"]))
            if "customer" in fields:
                person = fields["customer"]
                people[person["source_id"]] = people.get(person["source_id"], {}) | person
                fields["customer"] = person["source_id"]
            self._note(by, "orders", order["source_id"], fields, order.get("metadata", {}), stored)
        for name, person in people.items():
            self._note(by, "customers", name, person, {}, stored)

    def _note(self, by: str, kind: str, name: str, fields: Fields, metadata: Fields, stored: Fields) -> None:
        came = name not in stored[kind]
        if came and kind == "orders":
            fields = {**_DEFAULTS, "initial_amount": fields.get("amount", 0), **fields}
        self.said.setdefault((kind, name), []).append(_Said(by, came, fields, metadata))

    def state(self) -> dict[str, dict[str, Fields]]:
        """What there is."""
        rows = {key: self._row(events, is_named=False) for key, events in self.said.items()}
        orders = {name: row for (kind, name), row in rows.items() if kind == "orders" and row}
        named = {order["customer"] for order in orders.values()}
        people = {
            name: row
            for (kind, name), events in self.said.items()
            if kind == "customers" and (row := self._row(events, is_named=name in named))
        }
        return {"orders": orders, "customers": people}

    def _row(self, events: list[_Said], *, is_named: bool) -> Fields:
        counting = [place for place, event in enumerate(events) if event.by not in self.undone]
        first = counting[0] if counting else len(events)
        if not counting and not is_named:
            return {}
        begin = max(place for place, event in enumerate(events) if event.came and place <= first)
        row: Fields = {"metadata": {}}
        for event in [events[begin], *(events[place] for place in counting if place > begin)]:
            row = {**row, **event.fields, "metadata": {**row["metadata"], **event.metadata}}
        return row
