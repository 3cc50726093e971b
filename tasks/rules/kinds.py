"""The three kinds of rules: what each is called, where it is stored, and how its fields are written there."""

import json
from dataclasses import dataclass
from typing import TypeVar

from schemas.effects.choices import Channel
from schemas.effects.rules import Distribution, EarningRule, Rule, Webhook

AnyRule = TypeVar("AnyRule", bound=Rule)
_JSON_FIELDS = ("headers", "payload")


@dataclass(frozen=True, slots=True)
class Kind:
    """`noun` is for messages, `table` holds the rules, whose ids begin with `prefix`."""

    noun: str
    table: str
    prefix: str

    @property
    def command(self) -> str:
        """What the shell calls it."""
        return self.noun.replace(" ", "-")


_KINDS: dict[type[Rule], Kind] = {
    Distribution: Kind("distribution", "distributions", "dist_"),
    EarningRule: Kind("earning rule", "earning_rules", "earn_"),
    Webhook: Kind("webhook", "webhooks", "hook_"),
}


def kind_of(model: type[Rule]) -> Kind:
    """The kind whose rules are of this model."""
    return _KINDS[model]


def as_row(rule: Rule) -> dict[str, object]:
    """The rule as its table has it."""
    return {name: _encoded(name, value) for name, value in dict(rule).items()}


def from_row(model: type[AnyRule], row: dict[str, object]) -> AnyRule:
    """A rule as its table had it."""
    return model.model_validate({name: _decoded(name, value) for name, value in row.items() if value is not None})


def _encoded(name: str, value: object) -> object:
    if name in _JSON_FIELDS and value is not None:
        return json.dumps(value)
    return value.value if isinstance(value, Channel) else value


def _decoded(name: str, value: object) -> object:
    return json.loads(value) if name in _JSON_FIELDS and isinstance(value, str) else value
