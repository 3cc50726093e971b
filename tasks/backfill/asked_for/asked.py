"""What a backfill was asked to do, in the words of its flow, its command and the queue: texts and numbers only."""

from dataclasses import asdict, dataclass
from pathlib import Path

from schemas.action_type import ActionType
from schemas.effects.choices import EffectsMode
from schemas.ids import ProjectKey
from schemas.orders.source_format import SourceFormat
from schemas.presets.facts import FileFacts
from schemas.reports.reconciliation import Expectations
from tasks.backfill.asked_for.request import BackfillRequest
from tasks.backfill.reconciled.expectations import read_expected_months


@dataclass(frozen=True, slots=True)
class BackfillAsked:
    """The parameters of the flow `backfill-orders`, without whose orders they are and the action's id."""

    sources: list[str]
    format: SourceFormat | None = None
    mapping: str | None = None
    preset: str | None = None
    encoding: str | None = None
    currency: str | None = None
    time_zone: str | None = None
    date_format: str | None = None
    effects: EffectsMode | None = None
    effects_limit: int | None = None
    expect_orders: int | None = None
    expect_amount: int | None = None
    expect_months: str | None = None
    portion: int | None = None
    anew: bool = False
    restore_erased: bool = False

    @property
    def kind(self) -> ActionType:
        """A backfill."""
        return ActionType.ORDERS_BACKFILL

    def as_parameters(self) -> dict[str, object]:
        """What was said, and no more: the flow has its defaults."""
        return {name: value for name, value in asdict(self).items() if value is not None and value is not False}

    def as_request(self, key: ProjectKey) -> BackfillRequest:
        """The same for `tasks.backfill.core`. Raises `UsageError` if the months that are expected cannot be read."""
        months = read_expected_months(Path(self.expect_months)) if self.expect_months else ()
        return BackfillRequest(
            key,
            tuple(self.sources),
            self.format,
            self.mapping,
            self.preset,
            FileFacts(self.encoding, self.currency, self.time_zone, self.date_format),
            self.effects,
            self.effects_limit,
            self.portion,
            self.anew,
            Expectations(orders=self.expect_orders, amount=self.expect_amount, months=months),
            self.restore_erased,
        )
