"""The channel `file`: messages as lines of NDJSON that other tools pick up, a file for each distribution."""

import os
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from filelock import FileLock

from schemas.effects.choices import DeliveryStatus
from schemas.effects.delivery import Attempt, Message
from schemas.ids import ProjectKey
from tasks.deliveries.body import PayloadError, body_of
from tasks.warehouse.location import folder_beside
from tasks.warehouse.private_files import FILE_MODE, private_folder


def outbox_folder(home: Path, key: ProjectKey) -> Path:
    """Where the channel `file` writes: one NDJSON file for each distribution, named by its id."""
    return folder_beside(home, key, "outbox")


def write_lines(folder: Path, messages: Iterable[Message]) -> list[Attempt]:
    """Append each message to its file; returns how that ended, line by line."""
    lines: defaultdict[str, list[bytes]] = defaultdict(list)
    attempts: list[Attempt] = []
    for message in messages:
        try:
            lines[message.rule_id].append(body_of(message) + b"\n")
            attempts.append(Attempt(message.id, DeliveryStatus.DELIVERED))
        except PayloadError as error:
            attempts.append(Attempt(message.id, DeliveryStatus.DEAD, answer=str(error)))
    if lines:
        private_folder(folder)
        with outbox_lock(folder):
            for rule_id, texts in lines.items():
                _append(folder / f"{rule_id}.ndjson", b"".join(texts))
    return attempts


def outbox_lock(folder: Path) -> FileLock:
    """Held by whoever changes the files in an outbox, for moments."""
    return FileLock(folder / "outbox.lock", mode=FILE_MODE)


def _append(path: Path, content: bytes) -> None:
    """Append whole lines; a line torn by a kill is closed first, and is written again with its delivery."""
    with path.open("ab+") as file:
        if file.tell():
            file.seek(-1, 2)
            content = content if file.read(1) == b"\n" else b"\n" + content
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
