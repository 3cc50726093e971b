"""The stages of an import in their order, and who runs them: by default this thread, under Prefect a task each."""

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol, TypeVar

T = TypeVar("T")


class Stage(StrEnum):
    """`Extracted → Validated → Staged → Loaded → Refreshed`: each makes the next value of the one before."""

    EXTRACT = "extract"
    VALIDATE = "validate"
    TRANSFORM = "transform"
    LOAD = "load"
    REFRESH = "refresh-segments"

    @property
    def position(self) -> int:
        """0 for the first."""
        return list(Stage).index(self)

    @property
    def percent_before(self) -> float:
        """How far an import is when the stage begins."""
        return 100 * self.position / len(Stage)


class StageRunner(Protocol):
    """Runs the work of a stage to its end and returns what it makes; may be called from any thread."""

    def __call__(self, stage: Stage, work: Callable[[], T], /) -> T:
        """Raises what `work` raises."""


def run_here(_stage: Stage, work: Callable[[], T], /) -> T:
    """Run the work in this thread."""
    return work()
