"""A project's inbox: bodies that were received to be imported, one file each, until they are not needed any more.

A file bears the id of the request that brought it.

Imports that are done remove theirs (the orders are stored, the rejected ones word for word in `rejects`), and so do
those that are cancelled before they begin. Files of imports that failed stay for a week, so that a person can look;
then `flows.api.background.inbox_cleanup` removes them, with those that were never submitted.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from schemas.clock import utc_now
from schemas.ids import ProjectKey
from tasks.warehouse.location import folder_beside, folders_beside

SUFFIXES = (".json", ".csv", ".erasure")
"""Of the bodies: JSON, files of a form, and requests to erase somebody."""
_FOLDER = "inbox"
_FORGOTTEN_SECONDS = 3600
_REQUEST = re.compile(r"v-[0-9a-f]{32}")


def inbox_of(home: Path, key: ProjectKey) -> Path:
    """The folder of what was sent to this project."""
    return folder_beside(home, key, _FOLDER)


def request_of(source: str) -> str | None:
    """The `X-Request-Id` of the request whose body this is; none if it came by another way."""
    path = Path(source)
    is_body = path.parent.suffix == f".{_FOLDER}" and _REQUEST.fullmatch(path.stem)
    return path.stem if is_body else None


def is_received(home: Path, key: ProjectKey, source: str) -> bool:
    """Whether this is the file of a body that was sent to the project."""
    return Path(source).parent == inbox_of(home, key)


def discard(home: Path, key: ProjectKey, source: str) -> None:
    """Remove the file of an import that is done or will never be, if it was in the project's inbox."""
    if is_received(home, key, source):
        Path(source).unlink(missing_ok=True)


def tidy(home: Path) -> None:
    """Remove what came in when a process was killed: bodies that nobody has written to for an hour."""
    for _, part in _files(home, "*.part"):
        with suppress(FileNotFoundError):
            if utc_now().timestamp() - part.stat().st_mtime > _FORGOTTEN_SECONDS:
                part.unlink()


def old_bodies(home: Path, age: timedelta) -> dict[ProjectKey, list[Path]]:
    """The whole bodies that came in longer ago than `age`, by project."""
    old: dict[ProjectKey, list[Path]] = {}
    for key, body in (found for suffix in SUFFIXES for found in _files(home, f"*{suffix}")):
        with suppress(FileNotFoundError):
            if utc_now().timestamp() - body.stat().st_mtime > age.total_seconds():
                old.setdefault(key, []).append(body)
    return old


def _files(home: Path, pattern: str) -> Iterator[tuple[ProjectKey, Path]]:
    for key, folder in folders_beside(home, _FOLDER):
        for file in folder.glob(pattern):
            yield key, file
