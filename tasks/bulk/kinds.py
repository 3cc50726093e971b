"""The kinds of bulk updates: of which entities, how their rows are written, and as what they count."""

from dataclasses import dataclass
from enum import Enum, auto

from schemas.action_type import ActionType
from schemas.orders.frames import Kind
from tasks.effects.trigger_policy import Cause


class Form(Enum):
    """How the rows are written: as objects in an array, or as the `source_ids` that all get the same metadata."""

    OBJECTS = auto()
    SHARED_METADATA = auto()


@dataclass(frozen=True, slots=True)
class BulkKind:
    """What one type of async action stores."""

    entity: Kind
    form: Form

    @property
    def cause(self) -> Cause:
        """As contract §5 has it: what is updated is news, as when it is updated one by one."""
        return Cause.ONGOING_UPDATE


BULK_KINDS = {
    ActionType.CUSTOMERS_BULK_UPDATE: BulkKind(Kind.CUSTOMER, Form.OBJECTS),
    ActionType.CUSTOMERS_METADATA_UPDATE: BulkKind(Kind.CUSTOMER, Form.SHARED_METADATA),
    ActionType.PRODUCTS_BULK_UPDATE: BulkKind(Kind.PRODUCT, Form.OBJECTS),
    ActionType.PRODUCTS_METADATA_UPDATE: BulkKind(Kind.PRODUCT, Form.SHARED_METADATA),
}
