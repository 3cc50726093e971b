"""Progress bars on stderr, for whoever waits for an import or a backfill at a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tasks.imports.stages import Stage


@contextmanager
def bytes_bar(what: str) -> Iterator[Callable[[int, int, str], None]]:
    """Show the block's work by bytes if stderr is a terminal; what it gives takes those done, all, and some words."""
    if not sys.stderr.isatty():
        yield lambda _done, _total, _words: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    times = (TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn())
    with Progress(*columns, *times, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task(what, total=None)

        def show(done: int, total: int, words: str) -> None:
            progress.update(bar, completed=done, total=total, description=f"{what}: {words}")

        yield show


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
