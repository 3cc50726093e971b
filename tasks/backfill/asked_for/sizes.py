"""How many bytes a backfill has to read, as far as that can be known before it has."""

from pathlib import Path

from tasks.backfill.progress import Progress
from tasks.extract.source_name import is_local


def byte_count(progress: Progress) -> int:
    """Bytes of all sources; those that are elsewhere count once they are here."""
    return sum(each.byte_count or _size(each.name) for each in progress.sources)


def _size(name: str) -> int:
    path = Path(name)
    return path.stat().st_size if is_local(name) and path.exists() else 0
