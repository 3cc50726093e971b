"""`GET /metrics`: what the system does, in Prometheus' text format.

What waits and runs is Prefect's to say; what imports did is in the projects' databases (see
`flows.api.background.project_metrics`); requests are this process' own. A scrape takes at most `_PATIENCE_SECONDS` for
each of the first two, at once.
"""

import asyncio
from collections.abc import Iterable, Iterator
from pathlib import Path

import httpx
from fastapi import APIRouter, Request, Response
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import StateType
from prometheus_client import CollectorRegistry, Metric, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, SummaryMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from flows.api.background.project_metrics import KnownNumbers
from flows.api.http.request_metrics import RequestMetrics
from flows.api.routes.health import online_workers
from flows.async_actions.queue import COUNTED, count_runs
from schemas.ids import ProjectKey
from tasks.queries.metrics import ProjectNumbers

router = APIRouter(tags=["operations"])
_PATIENCE_SECONDS = 2.0
_TEXT = {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}


class Metrics(Collector):
    """All that one app can tell; `refresh` before each `text`."""

    def __init__(self, home: Path) -> None:
        self.registry = CollectorRegistry()
        self.requests = RequestMetrics(self.registry)
        self._known = KnownNumbers(home)
        self._runs: dict[StateType, int] | None = None
        self._worker_count: int | None = None
        self._projects: dict[ProjectKey, ProjectNumbers] = {}
        ProcessCollector(registry=self.registry)
        self.registry.register(self)

    async def refresh(self, client: PrefectClient) -> None:
        """Ask Prefect and the databases, in bounded time."""
        self._runs, self._worker_count, self._projects = await asyncio.gather(
            _count_runs(client), online_workers(client), self._known.newest(_PATIENCE_SECONDS)
        )

    async def close(self) -> None:
        """Leave the databases alone."""
        await self._known.close()

    def text(self) -> bytes:
        """As Prometheus reads it."""
        return generate_latest(self.registry)

    def describe(self) -> Iterable[Metric]:
        """Nothing is known before the first scrape."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """What Prefect says, where it says something, and what the databases do."""
        is_up = self._worker_count is not None
        yield GaugeMetricFamily("orders_prefect_up", "1 if the Prefect server answered this scrape.", int(is_up))
        if is_up:
            yield GaugeMetricFamily("orders_workers", "Workers that are alive.", self._worker_count)
        if self._runs is not None:
            yield from _run_families(self._runs)
        yield from _project_families(self._projects)


@router.get("/metrics", summary="Numbers for Prometheus", responses=_TEXT, response_class=Response)
async def metrics(request: Request) -> Response:
    """Imports, queue, orders, stages, rejects, deliveries and requests, in Prometheus' text format."""
    known: Metrics = request.app.state.metrics
    await known.refresh(request.app.state.prefect)
    return Response(known.text(), media_type=CONTENT_TYPE_PLAIN_0_0_4)


async def _count_runs(client: PrefectClient) -> dict[StateType, int] | None:
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return await count_runs(client)
    except (TimeoutError, httpx.HTTPError):
        return None


def _run_families(runs: dict[StateType, int]) -> Iterator[Metric]:
    waiting = runs[StateType.SCHEDULED]
    yield GaugeMetricFamily("orders_queue_depth", "Imports that wait in their lanes for their turn.", waiting)
    about = f"Imports due in the last {COUNTED.days} days, by the state of their flow run."
    imports = GaugeMetricFamily("orders_imports", about, labels=["state"])
    for state, count in runs.items():
        imports.add_metric([state.value.lower()], count)
    yield imports


def _project_families(projects: dict[ProjectKey, ProjectNumbers]) -> list[Metric]:
    labels = ["tenant", "project"]
    imported = CounterMetricFamily("orders_imported", "Orders imported.", labels=labels)
    rejected = CounterMetricFamily(
        "orders_rejected", "Orders handed back, by what was wrong.", labels=[*labels, "reason"]
    )
    stages = SummaryMetricFamily(
        "orders_import_stage_seconds", "Time in each stage of imports.", labels=[*labels, "stage"]
    )
    deliveries = GaugeMetricFamily("orders_deliveries", "Deliveries by status.", labels=[*labels, "state"])
    for key, numbers in projects.items():
        whose = [key.tenant, key.project]
        imported.add_metric(whose, numbers.imported)
        for reason, count in numbers.rejected.items():
            rejected.add_metric([*whose, reason], count)
        for stage, times in numbers.stages.items():
            stages.add_metric([*whose, stage], times.count, times.seconds)
        for status, count in numbers.deliveries.items():
            deliveries.add_metric([*whose, status], count)
    return [imported, rejected, stages, deliveries]
