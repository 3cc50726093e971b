"""The kinds of bulk work that share a project's lane, and which flow does each: the one table of them.

Another kind is a member of `schemas.action_type.ActionType` and a row here; `flows.async_actions` says what else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from prefect.client.schemas.filters import FlowFilter, FlowFilterName
from prefect.client.schemas.objects import FlowRun

from schemas.action_type import ActionType
from schemas.ids import ProjectKey
from tasks.extract.source_name import shown_name

_TAG = "action:"
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of bulk work is done under Prefect.

    `entrypoint` is `module:function` of the flow, and `flow_name` its name. `id_parameter` is the parameter that takes
    the action's id; that of `named_after`, if there is one, is a source whose name may be shown to everyone in lists.
    """

    type: ActionType
    flow_name: str
    entrypoint: str
    id_parameter: str = "action_id"
    named_after: str | None = None

    @property
    def tags(self) -> list[str]:
        """What its deployments and runs are recognised by; imports have none beside their lane's."""
        return [] if self.type is ActionType.ORDERS_IMPORT else [f"{_TAG}{self.type}"]

    def run_name(self, key: ProjectKey, parameters: Mapping[str, object]) -> str:
        """What Prefect calls a run: no more of its source than a name, which lists show to everyone."""
        what = str(key) if self.type is ActionType.ORDERS_IMPORT else f"{key} {self.type.noun}"
        source = None if self.named_after is None else parameters.get(self.named_after)
        first = source[0] if isinstance(source, list) and source else source
        if first is None:
            return what
        return f"{what} ← {PurePath(shown_name(str(first))).name.partition('?')[0][:_LONGEST_NAME]}"


def bulk_flow_name(type: ActionType) -> str:
    """The flow of a bulk update, such as `customers-bulk-update`."""
    return type.value.lower().replace(".", "-").replace("_", "-")


def _bulk(type: ActionType) -> Kind:
    name = bulk_flow_name(type)
    return Kind(type, name, f"flows.update_in_bulk:{name.replace('-', '_')}")


KINDS = {
    kind.type: kind
    for kind in (
        Kind(
            ActionType.ORDERS_IMPORT,
            "import-orders",
            "flows.import_orders:import_orders",
            id_parameter="import_id",
            named_after="source",
        ),
        Kind(
            ActionType.ORDERS_BACKFILL,
            "backfill-orders",
            "flows.backfill_orders:backfill_orders",
            named_after="sources",
        ),
        Kind(ActionType.ORDERS_UNDO, "undo-import", "flows.undo_import:undo_import"),
        Kind(ActionType.SEGMENTS_REBUILD, "rebuild-segments", "flows.rebuild_segments:rebuild_segments"),
        _bulk(ActionType.CUSTOMERS_BULK_UPDATE),
        _bulk(ActionType.CUSTOMERS_METADATA_UPDATE),
        _bulk(ActionType.PRODUCTS_BULK_UPDATE),
        _bulk(ActionType.PRODUCTS_METADATA_UPDATE),
        _bulk(ActionType.CUSTOMERS_IMPORT_CSV),
        _bulk(ActionType.PRODUCTS_IMPORT_CSV),
        _bulk(ActionType.SKUS_IMPORT_CSV),
        Kind(ActionType.EXPORTS_CREATE, "create-export", "flows.create_export:create_export"),
        Kind(ActionType.CUSTOMERS_ERASE, "erase-customer", "flows.erase_customer:erase_customer"),
    )
}
FLOW_NAMES = [kind.flow_name for kind in KINDS.values()]
ACTIONS = FlowFilter(name=FlowFilterName(any_=FLOW_NAMES))


def kind_of_run(run: FlowRun) -> Kind:
    """The kind of a run, by its tags; an import if they do not say."""
    types = {tag.removeprefix(_TAG) for tag in run.tags if tag.startswith(_TAG)}
    return next((kind for kind in KINDS.values() if kind.type in types), KINDS[ActionType.ORDERS_IMPORT])
