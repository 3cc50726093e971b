"""What one bulk update is asked to do."""

from dataclasses import dataclass

from schemas.action_type import ActionType
from schemas.ids import ProjectKey
from tasks.bulk.kinds import BULK_KINDS, BulkKind


@dataclass(frozen=True, slots=True)
class BulkRequest:
    """One bulk update: which rows go into which project.

    `action_id` is `imp_…`, by which rows and history name who wrote them; `source` the file of the body.
    """

    action_id: str
    key: ProjectKey
    type: ActionType
    source: str
    flow_run_id: str | None = None

    @property
    def kind(self) -> BulkKind:
        """What its type stores."""
        return BULK_KINDS[self.type]
