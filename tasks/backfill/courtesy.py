"""A project that a backfill shares: between two portions, whoever waits for the project has it first."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tasks.warehouse.project import ProjectWarehouse
from tasks.warehouse.statements import Connection
from tasks.warehouse.threads import limit_memory


@dataclass(slots=True)
class SharedProject:
    """The project's warehouse; this process has the project from the first use on, until somebody else waits for it.

    `on_wait` gets the process that it waits for.
    """

    warehouse: ProjectWarehouse
    on_wait: Callable[[str], None]
    _held: ExitStack = field(default_factory=ExitStack)
    _is_held: bool = False

    @property
    def rejects_folder(self) -> Path:
        """Where files of rejected orders go."""
        return self.warehouse.rejects_folder

    @property
    def backfills_folder(self) -> Path:
        """Where sources are put that cannot be read as they are."""
        return self.warehouse.backfills_folder

    @contextmanager
    def open(self) -> Iterator[Connection]:
        """A connection for the block, which nobody else has meanwhile."""
        if self._is_held and self.warehouse.is_waited_for():
            self.close()
        if not self._is_held:
            self._held.enter_context(self.warehouse.alone(self.on_wait))
            self._is_held = True
        with self.warehouse.open() as con:
            limit_memory(con)
            yield con

    @contextmanager
    def open_anew(self) -> Iterator[Connection]:
        """The same with a database that was closed before."""
        with self.open():
            pass
        with self.warehouse.open_anew() as con:
            limit_memory(con)
            yield con

    def close(self) -> None:
        """Let go of the project."""
        self._is_held = False
        self._held.close()
