"""Each kind of bulk work is in the one table of kinds, and its flow is what the table says."""

import inspect

import pytest
from prefect.client.schemas.objects import FlowRun
from prefect.flows import load_flow_from_entrypoint

from flows.lanes.kinds import KINDS, Kind, kind_of_run
from schemas.action_type import ActionType
from schemas.ids import ProjectKey

KEY = ProjectKey("acme", "shop")


def test_there_is_a_kind_for_each_type():
    assert list(KINDS) == list(ActionType)
    assert all(kind.type.noun for kind in KINDS.values())


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.type)
def test_the_flow_of_a_kind_can_be_called_as_the_dispatcher_does(kind: Kind):
    flow = load_flow_from_entrypoint(kind.entrypoint)
    parameters = inspect.signature(flow.fn).parameters
    assert flow.name == kind.flow_name
    assert {"tenant", "project", kind.id_parameter} <= set(parameters)
    assert parameters[kind.id_parameter].default is None


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.type)
def test_a_run_is_known_by_its_tags(kind: Kind):
    run = FlowRun(flow_id="00000000-0000-0000-0000-000000000001", tags=["import:acme/shop", *kind.tags])
    assert kind_of_run(run) is kind


@pytest.mark.parametrize(
    ("type", "parameters", "name"),
    [
        (ActionType.ORDERS_IMPORT, {"source": "/data/o.csv"}, "acme/shop ← o.csv"),
        (ActionType.ORDERS_IMPORT, {"source": "https://x.example/a/o.csv?secret=1"}, "acme/shop ← o.csv"),
        (ActionType.SEGMENTS_REBUILD, {"segment": "rich"}, "acme/shop rebuild"),
    ],
)
def test_a_run_is_called_by_no_more_than_anybody_may_read(type: ActionType, parameters: dict[str, str], name: str):
    assert KINDS[type].run_name(KEY, parameters) == name
