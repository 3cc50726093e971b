"""What imports, updates and the passing of time cause, as plain Python: each done at once and whole (contract §4-5).

It shares no code with the product. There are two segments, `rich` (spent 100 and more) and `recent` (ordered in the
last three days), and up to three rules: `mail` and `gone` tell of who enters and leaves `rich`, `earn` gives points to
who enters `recent`.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

USED_BY = {"rich": ("mail", "gone"), "recent": ("earn",)}
REACTS_TO = {"mail": ("rich", "entered"), "gone": ("rich", "left"), "earn": ("recent", "entered")}
UPDATE = "update"
STATUS = {"mail": "pending", "gone": "pending", "earn": "granted"}


@dataclass(frozen=True)
class Effect:
    """One message or grant; `cause` is None where time alone was the cause."""

    rule_id: str
    who: str
    cause: str | None
    status: str


@dataclass
class EffectsModel:
    """`orders` are those of history: source_id → who, amount, time."""

    orders: dict[str, tuple[str, int, datetime]] = field(default_factory=dict)
    customers: set[str] = field(default_factory=set)
    members: set[tuple[str, str]] = field(default_factory=set)
    rules: dict[str, str] = field(default_factory=dict)
    paused: set[str] = field(default_factory=set)
    effects: list[Effect] = field(default_factory=list)

    def write(self, cause: str, orders: Collection[tuple[str, str, int]], mode: str, now: datetime) -> None:
        """Orders (source_id, who, amount) are stored, and all that follows happens."""
        touched = {who for _, who, _ in orders} - self.customers
        for source_id, who, amount in orders:
            before = self.orders.get(source_id, (who, None, now))
            self.orders[source_id] = (who, amount, before[2])
            if before != self.orders[source_id] or cause == UPDATE:  # an import does not write what is there already
                touched |= {before[0], who}
        self.customers |= {who for _, who, _ in orders}
        self._look_at(USED_BY, touched & self.customers, cause, mode, now)

    def rebuild(self, now: datetime, segments: Iterable[str] = USED_BY) -> None:
        """Everyone is looked at, since time has passed."""
        self._look_at(segments, self.customers, None, "default", now)

    def delete(self, who: str, cause: str) -> None:
        """A customer leaves everything; the orders stay."""
        for segment, _ in [member for member in self.members if member[1] == who]:
            self.members.remove((segment, who))
            self._happens(segment, "left", who, cause, "default")
        self.customers.discard(who)

    def add_rule(self, name: str, rule_id: str, now: datetime) -> None:
        """Who fits when the first rule of a segment is made has not entered."""
        segment, _ = REACTS_TO[name]
        if not any(other in self.rules for other in USED_BY[segment]):
            self.rebuild(now, [segment])
        self.rules[name] = rule_id

    def remove_rule(self, name: str) -> None:
        """What it has not delivered, or has not given yet, is dropped; a grant stays."""
        rule_id = self.rules.pop(name)
        self.paused.discard(name)
        for index, each in enumerate(self.effects):
            if each.rule_id == rule_id and each.status in ("pending", "held"):
                self.effects[index] = replace(each, status="dropped")

    def end_hold(self, cause: str, *, is_released: bool) -> None:
        """What is held of an import happens, or never will."""
        kinds = {rule_id: name for name, rule_id in self.rules.items()}
        for index, each in enumerate(self.effects):
            if (each.cause, each.status) == (cause, "held"):
                status = STATUS[kinds[each.rule_id]] if is_released else "dropped"
                self.effects[index] = replace(each, status=status)

    def summaries(self) -> set[tuple[str, int, int]]:
        """How many orders each customer has, and what they come to."""
        bought = {who: [amount for buyer, amount, _ in self.orders.values() if buyer == who] for who in self.customers}
        return {(who, len(amounts), sum(amounts)) for who, amounts in bought.items()}

    def _look_at(
        self, segments: Iterable[str], touched: Iterable[str], cause: str | None, mode: str, now: datetime
    ) -> None:
        for segment in segments:
            for who in sorted(touched):
                fits, is_member = self._fits(segment, who, now), (segment, who) in self.members
                if fits and not is_member:
                    self.members.add((segment, who))
                    self._happens(segment, "entered", who, cause, mode)
                elif is_member and not fits:
                    self.members.remove((segment, who))
                    self._happens(segment, "left", who, cause, mode)

    def _fits(self, segment: str, who: str, now: datetime) -> bool:
        bought = [(amount, at) for buyer, amount, at in self.orders.values() if buyer == who]
        if segment == "rich":
            return sum(amount for amount, _ in bought) >= 100
        return bool(bought) and timedelta() <= now - max(at for _, at in bought) < timedelta(3)

    def _happens(self, segment: str, change: str, who: str, cause: str | None, mode: str) -> None:
        if mode == "none":
            return
        for name, rule_id in self.rules.items():
            if REACTS_TO[name] == (segment, change) and name not in self.paused:
                self.effects.append(Effect(rule_id, who, cause, "held" if mode == "hold" else STATUS[name]))
