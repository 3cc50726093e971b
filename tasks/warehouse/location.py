"""Where a project's data live below `ORDERS_HOME`: the only module that knows it.

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
Stamp = tuple[tuple[int, int], ...]


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


def has_database(home: Path, key: ProjectKey) -> bool:
    """Whether anything was ever stored for the project, on this machine."""
    return database_path(home, key).exists()


def home_of(database: Path) -> Path:
    """The home in which a project's DuckDB file is."""
    return database.parent.parent


def folder_beside(home: Path, key: ProjectKey, name: str) -> Path:
    """The project's folder for files that belong to it but not into its database, such as its rejects."""
    return database_path(_home_of_files(home, name), key).with_suffix(f".{name}")


def folders_beside(home: Path, name: str) -> Iterator[tuple[ProjectKey, Path]]:
    """The folders of that name of all projects, also of those that have no database yet."""
    return _named(_home_of_files(home, name), f".{name}")


def projects_in(home: Path) -> Iterator[ProjectKey]:
    """All projects that have a database, by name."""
    return (key for key, _ in _named(home, _SUFFIX))


def stamp_of(home: Path, key: ProjectKey) -> Stamp:
    """Is another one after each change to the project's data: when its files were written, and how long they are."""
    database = database_path(home, key)
    return tuple(_stamp(path) for path in (database, database.with_suffix(_LOG_SUFFIX)))


def _home_of_files(home: Path, name: str) -> Path:
    return _elsewhere.get(home, home) if name in SHARED else home


def _named(home: Path, suffix: str) -> Iterator[tuple[ProjectKey, Path]]:
    for path in sorted(home.glob(f"*/*{suffix}")):
        with suppress(UsageError):  # no name of a project
            yield ProjectKey(path.parent.name, path.stem), path


def _stamp(path: Path) -> tuple[int, int]:
    try:
        facts = path.stat()
    except FileNotFoundError:
        return 0, 0
    return facts.st_mtime_ns, facts.st_size
