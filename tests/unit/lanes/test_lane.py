"""The grammar of lanes: their names, and the order in them."""

from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import uuid4

import pytest
from prefect.client.schemas.objects import FlowRun, State, StateType

from flows.lanes.lane import lane_name, lane_of, order_key, run_name
from flows.lanes.limit import limit_name
from schemas.ids import NAME, ProjectKey

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _run(**facts: object) -> FlowRun:
    state = State(type=StateType.SCHEDULED, name=str(facts.pop("state", "Scheduled")))
    return FlowRun(flow_id=uuid4(), created=NOON, state=state, **facts)


@pytest.mark.parametrize(
    ("tenant", "project", "name"),
    [
        ("acme", "shop", "acme--shop"),
        ("a-b", "c", "a-b--c"),
        ("a-", "b", "a---b"),
        ("a--b", "c", "a--b.c"),
        ("a", "b--c", "a.b--c"),
        ("a--", "b", "a----b"),
        ("a", "b--", "a--b--"),
    ],
)
def test_a_lane_bears_its_projects_names(tenant, project, name):
    assert lane_name(ProjectKey(tenant, project)) == name


def test_no_two_lanes_have_one_name():
    texts = ["".join(letters) for size in range(1, 6) for letters in product("a-", repeat=size)]
    names = [text for text in texts if NAME.fullmatch(text)]
    keys = [ProjectKey(tenant, project) for tenant in names for project in names]
    assert len({lane_name(key) for key in keys}) == len(keys)


@pytest.mark.parametrize(
    ("run", "place"),
    [
        (_run(expected_start_time=NOON), NOON),
        (_run(expected_start_time=NOON - HOUR), NOON),  # the submitter's clock is late
        (_run(expected_start_time=NOON + HOUR), NOON + HOUR),  # scheduled for later
        (
            _run(expected_start_time=NOON, run_count=1, next_scheduled_start_time=NOON + HOUR),
            NOON + HOUR,
        ),  # asked again
        (_run(expected_start_time=NOON, run_count=1, next_scheduled_start_time=NOON + HOUR, state="Interrupted"), NOON),
    ],
)
def test_the_place_in_the_lane_is_the_time_of_submission(run: FlowRun, place: datetime):
    assert order_key(run) == place


@pytest.mark.parametrize(
    ("tags", "lane"),
    [
        (["import:acme/shop"], ProjectKey("acme", "shop")),
        (["nightly", "import:acme/shop-2"], ProjectKey("acme", "shop-2")),
        ([], None),
        (["import:acme"], None),
        (["import:../etc/passwd"], None),
        (["acme/shop"], None),
    ],
)
def test_a_lane_is_read_from_tags(tags: list[str], lane: ProjectKey | None):
    assert lane_of(_run(tags=tags)) == lane


def test_limits_of_two_projects_never_share_a_name():
    assert limit_name(ProjectKey("a--b", "c")) != limit_name(ProjectKey("a", "b--c"))


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("/orders/2019.ndjson", "2019.ndjson"),
        ("https://user:secret@shop.example/2019.json?sig=secret#secret", "2019.json"),
        ("https://shop.example/a@b.json", "a@b.json"),
        ("https:/shop.example/2019.json?sig=secret", "2019.json"),
        *(
            (f"https://user:{secret}@shop.example/2019.json", "…")
            for secret in ("se?cret", "se#cret", "se/cret", "1?cret")
        ),
        ("https://[shop.example/2019.json", "…"),
        ("x" * 200, "x" * 100),
    ],
)
def test_a_run_is_named_after_its_source_and_tells_no_secret(source, name):
    assert run_name(ProjectKey("acme", "shop"), source) == f"acme/shop ← {name}"
