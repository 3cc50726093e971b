"""The grammar of a lane, the line of bulk work of one tenant/project, and the order within it.

    queue     `<tenant>--<project>`, limit 1: waiting imports cost no process; Prefect hands them out by scheduled time
    tag       `import:<tenant>/<project>`: on every run of the lane, however it was started
    limit     the tag concurrency limit `import:<tenant>:<project>` of 1, lent as a lease: see `flows.lanes.limit`
    position  who is first in line: see `flows.lanes.ordering`

Invariant: `order_key` is the one definition of "in submission order": the place that a run was given when it was
accepted, whatever the clocks do afterwards; for one that was started without the queue of imports, the server's
creation time, or its scheduled time when it was asked for a later moment. Everything here can be repeated without
changing anything.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.responses import DeploymentResponse
from prefect.exceptions import ObjectNotFound

from flows.lanes.kinds import KINDS, Kind
from flows.prefect_client.flow_runs import created_at
from schemas.action_type import ActionType
from schemas.clock import utc_now
from schemas.errors import UsageError
from schemas.ids import NAME, ProjectKey, import_id_of, parse_import_id

IMPORTS = KINDS[ActionType.ORDERS_IMPORT]
POOL = "imports"
PLACE_LABEL = "orders.place"  # of a flow run: its place in the lane, in microseconds since 1970
INTERRUPTED = "Interrupted"  # state of a run whose process died, and that waits to run again
REQUEUED = "Requeued"  # state of a run that went back to its place in the lane by itself
GIVEN_UP = "GivenUp"  # state of a run that its process could not bring to an end, and that waits to run again
FORGIVEN_LABEL = "orders.forgiven"  # of a long flow run: how often its process had died when it last stored a portion
HEARTBEAT_LABEL = "orders.beat"  # of a flow run: how many heartbeats it has had
BUSY = "AwaitingDatabase"  # state of a run that waits for its project's database, without a process
BACK_IN_PLACE = (INTERRUPTED, REQUEUED, GIVEN_UP, BUSY)
ACTIVE = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def in_states(types: Sequence[StateType]) -> FlowRunFilterState:
    """What finds runs in a state of one of these types."""
    return FlowRunFilterState(type=FlowRunFilterStateType(any_=list(types)))


def lane_name(key: ProjectKey) -> str:
    """Name of the lane's work queue, and of its deployments after `import-orders/` and such: no other project has it.

    Where -- could stand between other names too, as in those of a--b/c and a/b--c, a dot does, which no name has.
    """
    name = f"{key.tenant}--{key.project}"
    splits = [at for at in range(len(name)) if name[at : at + 2] == "--" and _are_names(name[:at], name[at + 2 :])]
    return name if len(splits) == 1 else f"{key.tenant}.{key.project}"


def _are_names(*names: str) -> bool:
    return all(NAME.fullmatch(name) for name in names)


def lane_tag(key: ProjectKey) -> str:
    """The tag of every run of the lane."""
    return f"import:{key}"


def run_name(key: ProjectKey, source: str) -> str:
    """What Prefect calls the run of an import."""
    return IMPORTS.run_name(key, {"source": source})


def lane_of(run: FlowRun) -> ProjectKey | None:
    """The lane a run belongs to, read from its tags; none if it never joined one."""
    for tag in run.tags:
        tenant, found, project = tag.removeprefix("import:").partition("/")
        if found and tag.startswith("import:"):
            try:
                return ProjectKey(tenant, project)
            except UsageError:
                continue
    return None


def import_of(run: FlowRun) -> str:
    """The import, or other action, that a run is about: the one it names, else the one that has the run's own id."""
    named = run.parameters.get("import_id") or run.parameters.get("action_id")
    return parse_import_id(named) if isinstance(named, str) and named else import_id_of(run.id)


def due_again(run: FlowRun) -> datetime:
    """When a run that goes back to its place is due: not after now, should a clock have jumped meanwhile."""
    return min(order_key(run), utc_now())


def order_key(run: FlowRun) -> datetime:
    """A run's place in its lane: aware UTC; a run asked for again later takes its place anew."""
    place = run.labels.get(PLACE_LABEL)
    if isinstance(place, int):
        return _EPOCH + timedelta(microseconds=place)
    state = run.state  # the queue hands runs out without
    is_again = run.run_count and state and state.is_scheduled() and state.name not in BACK_IN_PLACE
    if is_again and run.next_scheduled_start_time:
        return run.next_scheduled_start_time
    return max(created_at(run), run.expected_start_time or created_at(run))


async def find_deployment(client: PrefectClient, key: ProjectKey, kind: Kind = IMPORTS) -> DeploymentResponse | None:
    """The lane's deployment for a kind of work, if there is one.

    Raises `UsageError` if its name is taken by another project's lane.
    """
    name = f"{kind.flow_name}/{lane_name(key)}"
    try:
        deployment = await client.read_deployment_by_name(name)
    except ObjectNotFound:
        return None
    if lane_tag(key) not in deployment.tags:
        detail = f"The deployment {name} is not that of {key}: another project has its name."
        raise names_look_the_same(key, detail)
    return deployment


def names_look_the_same(key: ProjectKey, detail: str) -> UsageError:
    """What bears the project's name is not the project's; only the operator may know whose it is."""
    hint = "Delete that deployment in Prefect, or give it another name."
    return UsageError(f"The name of the project {key} is not clear.", detail=detail, operator_hint=hint)
