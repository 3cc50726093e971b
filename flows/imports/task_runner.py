"""The stages of an import as Prefect tasks: recorded in the run's history, the first tried again.

The import itself (`tasks.imports.core`) runs in a thread, so that the event loop stays free for heartbeats and
cancellation; each stage is a task on the loop, whose work is done in a thread again.
"""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent import futures
from contextvars import ContextVar
from typing import Any, TypeVar

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import Task

from flows.imports.artifacts import ProgressBar
from flows.imports.gather import gather_all
from schemas.errors import RetryableError
from tasks.imports.stages import Stage

T = TypeVar("T")
stage_begins: ContextVar[Callable[[Stage], None]] = ContextVar("stage_begins", default=lambda _stage: None)
"""Called with each stage of a run in this process as it begins; by default nobody watches."""
_Work = Callable[[], None]


def _may_work_later(_task: Task[..., Any], _task_run: TaskRun, state: State[Any]) -> bool:
    return isinstance(state.data, RetryableError)


@task(cache_policy=NO_CACHE, persist_result=False)
async def _stage(work: _Work) -> None:
    await asyncio.to_thread(work)


_TASKS: dict[Stage, Task[[_Work], Coroutine[Any, Any, None]]] = {
    stage: _stage.with_options(name=stage.value) for stage in Stage
}
_TASKS[Stage.EXTRACT] = _stage.with_options(
    name=Stage.EXTRACT.value, retries=2, retry_delay_seconds=[1, 5], retry_condition_fn=_may_work_later
)


class TaskRunner:
    """A `StageRunner` for the flow run in whose event loop it is made."""

    def __init__(self, bar: ProgressBar) -> None:
        self.loop = asyncio.get_running_loop()
        self._bar = bar

    def __call__(self, stage: Stage, work: Callable[[], T], /) -> T:
        """Run the stage's work as a task, from another thread than the loop's."""
        return self.wait_for(self._run(stage, work))

    def wait_for(self, work: Coroutine[Any, Any, T]) -> T:
        """What `work` comes to on the flow run's loop. Raises what it raises."""
        try:
            return asyncio.run_coroutine_threadsafe(work, self.loop).result()
        except futures.CancelledError as error:
            # the flow run is being stopped: no fault of the import, which must not be recorded as one
            raise asyncio.CancelledError from error

    async def _run(self, stage: Stage, work: Callable[[], T]) -> T:
        # Prefect keeps arguments and results of tasks for the length of the run, and a batch can be large
        made: list[T] = []
        await gather_all(_TASKS[stage](lambda: made.append(work())), self._bar.show(stage.percent_before))
        return made.pop()
