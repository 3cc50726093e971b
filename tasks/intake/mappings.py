"""The mappings that a project keeps for backfills over HTTP: a TOML file for each, by name.

Invariant: a file that is there can be read as a mapping, whole; who asked for a backfill by its name reads that file.
"""

import os
from pathlib import Path

from schemas.errors import NotFoundError, UsageError
from schemas.ids import NAME, ProjectKey
from schemas.mapping.mapping import Mapping
from tasks.warehouse.location import folder_beside
from tasks.warehouse.private_files import FILE_MODE, private_folder

_FOLDER, _SUFFIX = "mappings", ".toml"


def store_mapping(home: Path, key: ProjectKey, name: str, text: str) -> None:
    """Keep it under that name, in the place of an earlier one. Raises `UsageError` if it cannot be read as it says."""
    target = _path(home, key, name)
    Mapping.from_toml(text, name)
    private_folder(target.parent)
    part = target.with_suffix(f".{os.getpid()}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def mapping_path(home: Path, key: ProjectKey, name: str) -> Path:
    """Where the mapping is. Raises `NotFoundError` if there is none of that name."""
    path = _path(home, key, name)
    if not path.exists():
        message = f"Cannot find mapping with name {name}."
        raise NotFoundError(message)
    return path


def mapping_names(home: Path, key: ProjectKey) -> list[str]:
    """The names of the project's mappings."""
    return sorted(path.stem for path in folder_beside(home, key, _FOLDER).glob(f"*{_SUFFIX}"))


def _path(home: Path, key: ProjectKey, name: str) -> Path:
    if not NAME.fullmatch(name):
        message = f"{name!r} is no name of a mapping."
        raise UsageError(message, f"Use 1-63 of a-z, 0-9, - and _, starting with a letter or digit ({NAME.pattern}).")
    return folder_beside(home, key, _FOLDER) / f"{name}{_SUFFIX}"
