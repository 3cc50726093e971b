"""What is asked of a storage of projects' data, whichever it is."""

from collections.abc import Hashable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from schemas.ids import ProjectKey
from tasks.warehouse.statements import Connection


class Ticket(Protocol):
    """A place in the line of those who want to work on a project."""

    def waits_for(self) -> str | None:
        """The process that is next before this one, for people; None if nobody is before it any more."""


class Storage(Protocol):
    """The data of the projects of one home.

    One process at a time may change a project's data: it is first in line by its `ticket`, and has opened them by
    `opened`, whose turn comes in the order of `first_in_queue`. All raise `RetryableError` if what the data are in
    cannot be reached.
    """

    @property
    def reads_beside_writers(self) -> bool:
        """Whether `opened_to_read` waits for nobody; else the process that has the data open reads for others."""

    @property
    def look_seconds(self) -> float:
        """How long to leave between two questions whether somebody waits."""

    def has(self, key: ProjectKey) -> bool:
        """Whether anything was ever stored for the project."""

    def projects(self) -> Iterator[ProjectKey]:
        """All projects that were ever stored, by name."""

    def stamps(self) -> Mapping[ProjectKey, Hashable]:
        """Of each project that was ever stored, what is another one after each change to its data."""

    def where(self, key: ProjectKey) -> str:
        """Where the project's data are, for whoever runs the importer."""

    def ticket(self, key: ProjectKey) -> AbstractContextManager[Ticket]:
        """A ticket for the block; whoever draws one later waits until the block has ended, or its process."""

    def has_waiting_tickets(self, key: ProjectKey) -> bool:
        """Whether anybody waits for the process that works on the project now."""

    def first_in_queue(self, key: ProjectKey, patience: float) -> AbstractContextManager[float]:
        """Be the first who waits for the data for the block; gives the seconds of patience that are left.

        Raises `DatabaseBusyError` if others were before us all the time.
        """

    def is_waited_for(self, key: ProjectKey) -> bool:
        """Whether somebody waits for the data: who has them open should be done soon."""

    def opened(self, key: ProjectKey, patience: float) -> AbstractContextManager[Connection]:
        """The data, for whoever is first in the queue; nobody else has them open to change them.

        Raises `DatabaseBusyError` naming the holder when the patience is over, `ImportAbortedError` if they are none.
        """

    def opened_to_read(self, key: ProjectKey, patience: float) -> AbstractContextManager[Connection]:
        """The data of a project that is there; beside whoever changes them if `reads_beside_writers`, else in turn."""

    def keep_up(self, con: Connection) -> None:
        """Upkeep that is due; by whoever has the data open, between two uses."""

    def rewrite(self, key: ProjectKey, patience: float) -> None:
        """Let nothing be left of what was deleted or changed.

        Raises `DatabaseBusyError` when the patience is over, `DiskFullError` if there is no room.
        """

    def copy_to(self, file: Path, key: ProjectKey, patience: float) -> None:
        """Write the project's data, as they are now, to a new DuckDB file. Raises as `rewrite` does."""

    def replace_by(self, file: Path, key: ProjectKey, patience: float) -> None:
        """Let the data of a DuckDB file, which nobody has open, be the project's: all at once, or nothing has changed.

        The file is gone then. Raises as `rewrite` does.
        """
