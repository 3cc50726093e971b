"""A progress bar on stderr, for whoever waits for an import at a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tasks.imports.stages import Stage


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[Stage], None]]:
    """Show the block's import if stderr is a terminal; what it gives is to be called with each stage as it begins."""
    if not sys.stderr.isatty():
        yield lambda _stage: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task(what, total=len(Stage))

        def show(stage: Stage) -> None:
            progress.update(bar, description=f"{what}: {stage}", completed=stage.position)

        yield show
