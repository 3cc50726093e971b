"""A progress bar on stderr, for whoever waits for an import at a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

STAGES = ("extract", "validate", "transform", "load", "refresh-segments")

stage_begins: ContextVar[Callable[[str], None]] = ContextVar("stage_begins", default=lambda _stage: None)
"""Called with the name of each stage as it begins; by default nobody watches."""


@contextmanager
def progress_bar(what: str) -> Iterator[None]:
    """Show the block's import, stage by stage, if stderr is a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task(f"{what}: starting Prefect", total=len(STAGES))

        def show(stage: str) -> None:
            progress.update(bar, description=f"{what}: {stage}", completed=STAGES.index(stage))

        watching = stage_begins.set(show)
        try:
            yield
        finally:
            stage_begins.reset(watching)
