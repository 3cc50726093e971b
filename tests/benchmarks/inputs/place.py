"""Benchmarks name a database by its file, as the contenders do."""

from pathlib import Path

from schemas.ids import ProjectKey


def place_of(database: Path) -> tuple[Path, ProjectKey]:
    """The home and the project of the database in this file."""
    return database.parents[1], ProjectKey(database.parent.name, database.stem)
