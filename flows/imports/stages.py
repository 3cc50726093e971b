"""The five stages of an import as Prefect tasks, each a plain function of `tasks/` run in a thread.

Invariant: what a stage makes of the orders is in `job.batch`, in its newest form only, and is taken out of there, as a
batch can be large: Prefect keeps arguments and results of tasks for the length of the run.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import Task

from flows.cli.progress import STAGES
from flows.imports.context import Job
from flows.imports.gather import together
from schemas.errors import RetryableError
from schemas.report import Loaded, SegmentRefresh
from tasks.extract.extract import extract
from tasks.extract.source import read_mapping
from tasks.load.load import load
from tasks.segments import segments
from tasks.transform.transform import transform
from tasks.validate.validate import validate
from tasks.warehouse.statements import Connection
from tasks.warehouse.threads import limit_threads

T = TypeVar("T")


def _may_work_later(_task: Task[..., Any], _task_run: TaskRun, state: State[Any]) -> bool:
    return isinstance(state.data, RetryableError)


@task(cache_policy=NO_CACHE, persist_result=False)
async def _stage(work: Callable[[], T]) -> T:
    return await asyncio.to_thread(work)


_EXTRACT = _stage.with_options(
    name="extract", retries=2, retry_delay_seconds=[1, 5], retry_condition_fn=_may_work_later
)
_VALIDATE = _stage.with_options(name="validate")
_TRANSFORM = _stage.with_options(name="transform")
_LOAD = _stage.with_options(name="load")
_REFRESH = _stage.with_options(name="refresh-segments")


async def run_extract(job: Job) -> None:
    """Read the source into one text an order; network trouble is tried again."""
    await _timed(job, _EXTRACT, _extract)


async def run_validate(job: Job, limit: int) -> None:
    """Check the cap and each order on its own."""
    await _timed(job, _VALIDATE, _validate, limit)


async def run_transform(job: Job, con: Connection) -> None:
    """Find out who is who, price and merge."""
    await _timed(job, _TRANSFORM, _transform, con)


async def run_load(job: Job, con: Connection) -> Loaded:
    """Write everything in one transaction."""
    return await _timed(job, _LOAD, _load, con)


async def run_refresh(job: Job, con: Connection) -> list[SegmentRefresh]:
    """Bring the touched customers' summaries and memberships up to date."""
    return await _timed(job, _REFRESH, _refresh, con)


async def _timed(job: Job, stage: Task[..., Any], work: Callable[..., T], *facts: Any) -> T:
    with job.timed(stage.name):
        percent = 100 * STAGES.index(stage.name) / len(STAGES)
        result, _ = await together(stage(partial(work, job, *facts)), job.bar.show(percent))
    return result


def _extract(job: Job) -> None:
    mapping = None if job.mapping is None else read_mapping(job.mapping)
    job.batch = extract(job.source, format=job.format, mapping=mapping)
    job.format = job.batch.format


def _validate(job: Job, limit: int) -> None:
    job.batch = validate(job.batch, limit)


def _transform(job: Job, con: Connection) -> None:
    limit_threads(con, job.batch.texts.height)
    job.batch = transform(con, job.take_batch(), job.key, job.import_id, job.now)


def _load(job: Job, con: Connection) -> Loaded:
    return load(con, job.take_batch(), job.import_id, job.now)


def _refresh(job: Job, con: Connection) -> list[SegmentRefresh]:
    return segments.refresh(con, job.import_id, job.now)
