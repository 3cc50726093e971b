"""How many orders of a backfill are stored at once, unless somebody says otherwise.

Where much is stored, a portion costs most by the blocks that hold one of the rows it names: nearly all blocks of the
database, however many orders it has. So a large project gets larger portions, as far as memory allows.
"""

PORTION, LARGE_PORTION = 25_000, 50_000
_LARGE_FROM = 1_000_000


def is_large(stored_count: int) -> bool:
    """Whether a project of so many orders gets large portions, of which memory has room for one."""
    return stored_count >= _LARGE_FROM


def portion_size(stored_count: int) -> int:
    """The size of a portion in a project of so many orders."""
    return LARGE_PORTION if is_large(stored_count) else PORTION
