"""What an import may cause beside data, and what it has caused: deliveries and points, a line for each rule."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class RuleEffects(_Frozen):
    """What one import has caused through one rule; `name` is null once the rule is deleted.

    The counts are of all that was recorded; of these, some may be held, and some dropped: when they were held and given
    up, or when the rule was deleted.
    """

    rule_id: str
    name: str | None = None
    kind: str
    delivery_count: int = 0
    held_count: int = 0
    dropped_count: int = 0
    points: int = 0
    held_points: int = 0
    dropped_points: int = 0


class ImportEffects(_Frozen):
    """All that one import has caused; `message` says what is held and what to do about it, else it is null."""

    import_id: str
    rules: list[RuleEffects] = []
    message: str | None = None

    @property
    def delivery_count(self) -> int:
        """Messages recorded, held ones too."""
        return sum(rule.delivery_count for rule in self.rules)

    @property
    def pending_count(self) -> int:
        """Messages recorded that nothing holds back."""
        return sum(rule.delivery_count - rule.held_count - rule.dropped_count for rule in self.rules)

    @property
    def points(self) -> int:
        """Points recorded, held ones too."""
        return sum(rule.points for rule in self.rules)

    def as_json(self) -> dict[str, Any]:
        """Ready for JSON, with the totals."""
        return {**self.model_dump(), "delivery_count": self.delivery_count, "points": self.points}
