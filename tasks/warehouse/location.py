"""Where a project's files are below `ORDERS_HOME`: the only module that knows it.

Files that every machine needs may be elsewhere, in a folder that the homes of several machines share.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from schemas.errors import UsageError
from schemas.ids import ProjectKey

_SUFFIX, _LOG_SUFFIX = ".duckdb", ".duckdb.wal"
SHARED = frozenset({"inbox", "rejects", "exports", "outbox", "mappings"})
"""The folders beside a database that may be elsewhere; what locks and spools are in is for one machine."""


_elsewhere: dict[Path, Path] = {}


def keep_files_in(home: Path, folder: Path | None) -> None:
    """From now on the `SHARED` folders of this home's projects are below `folder`; None: in the home itself."""
    if folder is None:
        _elsewhere.pop(home, None)
    else:
        _elsewhere[home] = folder


def database_path(home: Path, key: ProjectKey) -> Path:
    """The project's DuckDB file."""
    return home / key.tenant / f"{key.project}{_SUFFIX}"


def files_of(home: Path, key: ProjectKey) -> tuple[Path, Path]:
    """The project's DuckDB file, and DuckDB's log of what is not in it yet."""
    database = database_path(home, key)
    return database, database.with_suffix(_LOG_SUFFIX)


def folder_beside(home: Path, key: ProjectKey, name: str) -> Path:
    """The project's folder for files that belong to it but not into its database, such as its rejects."""
    return database_path(_home_of_files(home, name), key).with_suffix(f".{name}")


def folders_beside(home: Path, name: str) -> Iterator[tuple[ProjectKey, Path]]:
    """The folders of that name of all projects, also of those that have no database yet."""
    return _named(_home_of_files(home, name), f".{name}")


def projects_with_files(home: Path) -> Iterator[ProjectKey]:
    """All projects that have a DuckDB file, by name."""
    return (key for key, _ in _named(home, _SUFFIX))


def shared_folder(home: Path) -> Path:
    """The folder that the machines of this home share; the home itself where they share none."""
    return _elsewhere.get(home, home)


def _home_of_files(home: Path, name: str) -> Path:
    return shared_folder(home) if name in SHARED else home


def _named(home: Path, suffix: str) -> Iterator[tuple[ProjectKey, Path]]:
    for path in sorted(home.glob(f"*/*{suffix}")):
        with suppress(UsageError):  # no name of a project
            yield ProjectKey(path.parent.name, path.stem), path
