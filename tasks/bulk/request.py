"""What one bulk update is asked to do."""

from dataclasses import dataclass

from schemas.action_type import ActionType
from schemas.ids import ProjectKey
from tasks.bulk.kinds import BULK_KINDS, BulkKind


@dataclass(frozen=True, slots=True)
class BulkRequest:
    """One bulk update: which rows go into which project.

    `action_id` is `imp_…`, by which rows and history name who wrote them; `source` the file of the body. `product` is
    the name of the product that all SKUs of a body belong to, if it is said beside them.
    """

    action_id: str
    key: ProjectKey
    type: ActionType
    source: str
    product: str | None = None
    flow_run_id: str | None = None

    @property
    def kind(self) -> BulkKind:
        """What its type stores."""
        return BULK_KINDS[self.type]
