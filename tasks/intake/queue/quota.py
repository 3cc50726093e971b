"""How much may wait in one project's queue."""

from typing import NamedTuple


class Quota(NamedTuple):
    """Imports, and bytes of the bodies that the queue takes care of."""

    imports: int
    size: int
