"""The kinds of bulk updates: of which entities, how their rows are written, and as what they count."""

from dataclasses import dataclass
from enum import Enum, auto

from schemas.action_type import ActionType
from schemas.orders.frames import Kind
from tasks.effects.trigger_policy import Cause


class Form(Enum):
    """How the rows are written: objects in an array, the `source_ids` that all get the same metadata, lines of CSV."""

    OBJECTS = auto()
    SHARED_METADATA = auto()
    TABLE = auto()


@dataclass(frozen=True, slots=True)
class BulkKind:
    """What one type of async action stores."""

    entity: Kind
    form: Form

    @property
    def cause(self) -> Cause:
        """As contract §5 has it: what is updated is news, as when it is updated one by one; what is imported is not."""
        return Cause.HISTORICAL_IMPORT if self.form is Form.TABLE else Cause.ONGOING_UPDATE


BULK_KINDS = {
    ActionType.CUSTOMERS_BULK_UPDATE: BulkKind(Kind.CUSTOMER, Form.OBJECTS),
    ActionType.CUSTOMERS_METADATA_UPDATE: BulkKind(Kind.CUSTOMER, Form.SHARED_METADATA),
    ActionType.PRODUCTS_BULK_UPDATE: BulkKind(Kind.PRODUCT, Form.OBJECTS),
    ActionType.PRODUCTS_METADATA_UPDATE: BulkKind(Kind.PRODUCT, Form.SHARED_METADATA),
    ActionType.CUSTOMERS_IMPORT_CSV: BulkKind(Kind.CUSTOMER, Form.TABLE),
    ActionType.PRODUCTS_IMPORT_CSV: BulkKind(Kind.PRODUCT, Form.TABLE),
    ActionType.SKUS_IMPORT_CSV: BulkKind(Kind.SKU, Form.TABLE),
}
