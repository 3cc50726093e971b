"""The grammar of a lane, the line of imports of one tenant/project, and the order within it.

    queue   `<tenant>--<project>`, limit 1: waiting imports cost no process; Prefect hands them out by scheduled time
    tag     `import:<tenant>/<project>`: on every run of the lane, however it was started
    slot    the tag concurrency limit `import:<tenant>:<project>`, limit 1: see `flows.lanes.lease`; it is spelled with
    a colon
            because Prefect allows no slash in the name of a limit
    turn    who is first in line: see `flows.lanes.ordering`

Invariant: `order_key` is the one definition of "in submission order": the server's creation time of a run, or its
scheduled time when it was asked for a later moment. Everything here can be repeated without changing anything.
"""

from collections.abc import Sequence
from datetime import datetime

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import FlowFilter, FlowFilterName, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.responses import DeploymentResponse
from prefect.exceptions import ObjectNotFound

from schemas.errors import UsageError
from schemas.ids import ProjectKey

FLOW_NAME = "import-orders"
POOL = "imports"
INTERRUPTED = "Interrupted"  # state of a run whose process died, and that waits to run again
REQUEUED = "Requeued"  # state of a run that went back to its place in the lane by itself
BEAT_LABEL = "orders.beat"
ACTIVE = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
# a lane has other runs too, such as of rebuild-segments: they take their turn in it, and are no imports
IMPORTS = FlowFilter(name=FlowFilterName(any_=[FLOW_NAME]))


def in_states(types: Sequence[StateType]) -> FlowRunFilterState:
    """What finds runs in a state of one of these types."""
    return FlowRunFilterState(type=FlowRunFilterStateType(any_=list(types)))


def lane_name(key: ProjectKey) -> str:
    """Name of the lane's work queue, and of its deployment after `import-orders/`."""
    return f"{key.tenant}--{key.project}"


def lane_tag(key: ProjectKey) -> str:
    """The tag of every run of the lane."""
    return f"import:{key}"


def slot_name(key: ProjectKey) -> str:
    """The name under which Prefect stores the lane's tag concurrency limit."""
    return f"tag:{_slot_tag(key)}"


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


def order_key(run: FlowRun) -> datetime:
    """A run's place in its lane: aware UTC; a run asked for again later takes its place anew."""
    is_again = (
        run.run_count and run.state and run.state.is_scheduled() and run.state.name not in (INTERRUPTED, REQUEUED)
    )
    if is_again and run.next_scheduled_start_time:
        return run.next_scheduled_start_time
    return max(run.created, run.expected_start_time or run.created)


async def find_deployment(client: PrefectClient, key: ProjectKey) -> DeploymentResponse | None:
    """The lane's deployment, if there is one. Raises `UsageError` if its name is taken by another project's lane."""
    try:
        deployment = await client.read_deployment_by_name(f"{FLOW_NAME}/{lane_name(key)}")
    except ObjectNotFound:
        return None
    if lane_tag(key) not in deployment.tags:
        message = f"The deployment {FLOW_NAME}/{lane_name(key)} is not that of {key}: another project has its name."
        raise UsageError(message, "Rename one of the two projects: -- inside a name makes them look the same.")
    return deployment


async def ensure_slot(client: PrefectClient, key: ProjectKey) -> str:
    """Create the lane's limit of 1 unless it is there; its id, which changes when a dead holder's slot is freed."""
    return str(await client.create_concurrency_limit(_slot_tag(key), 1))


def _slot_tag(key: ProjectKey) -> str:
    return f"import:{key.tenant}:{key.project}"
