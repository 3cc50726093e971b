"""All that an API process can tell Prometheus of the system.

What waits and runs is Prefect's to say; what imports did is in the projects' databases (see
`flows.api.background.project_metrics`); requests are this process' own. A scrape takes at most `PATIENCE_SECONDS` for
each of the first two, at once.
"""

import asyncio
from collections.abc import Iterable, Iterator
from pathlib import Path

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import StateType
from prometheus_client import CollectorRegistry, Metric, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, SummaryMetricFamily
from prometheus_client.registry import Collector

from flows.api.background.prefect_status import PATIENCE_SECONDS, online_workers, runs_by_state
from flows.api.background.project_metrics import ProjectMetrics
from flows.api.http.request_metrics import RequestMetrics
from flows.async_actions.queue import COUNTED
from schemas.ids import ProjectKey
from tasks.intake.queue.import_queue import waiting_by_lane
from tasks.queries.metrics import ProjectNumbers


class SystemMetrics(Collector):
    """The metrics of one app; `refresh` before each `text`."""

    def __init__(self, home: Path) -> None:
        self.registry = CollectorRegistry()
        self.requests = RequestMetrics(self.registry)
        self._project_metrics = ProjectMetrics(home)
        self._runs: dict[StateType, int] | None = None
        self._home, self._accepted = home, 0
        self._worker_count: int | None = None
        self._projects: dict[ProjectKey, ProjectNumbers] = {}
        ProcessCollector(registry=self.registry)
        self.registry.register(self)

    async def refresh(self, client: PrefectClient) -> None:
        """Ask Prefect and the databases, in bounded time."""
        self._accepted = sum((await asyncio.to_thread(waiting_by_lane, self._home)).values())
        self._runs, self._worker_count, self._projects = await asyncio.gather(
            runs_by_state(client), online_workers(client), self._project_metrics.newest(PATIENCE_SECONDS)
        )

    async def close(self) -> None:
        """Leave the databases alone."""
        await self._project_metrics.close()

    def text(self) -> bytes:
        """As Prometheus reads it."""
        return generate_latest(self.registry)

    def describe(self) -> Iterable[Metric]:
        """Nothing is known before the first scrape."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """What Prefect says, where it says something, and what the databases do."""
        yield GaugeMetricFamily(
            "orders_prefect_up", "1 if the Prefect server answered this scrape.", int(self._worker_count is not None)
        )
        if self._worker_count is not None:
            yield GaugeMetricFamily("orders_workers", "Workers that are alive.", self._worker_count)
        if self._runs is not None:
            yield from _run_families(self._runs, self._accepted)
        yield from _project_families(self._projects)


def _run_families(runs: dict[StateType, int], accepted: int) -> Iterator[Metric]:
    waiting = runs[StateType.SCHEDULED] + accepted
    yield GaugeMetricFamily("orders_queue_depth", "Imports that wait in their lanes.", waiting)
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
