"""A copy of a source that grows, through interruptions too.

Invariant: the parts of a copy are of one version of the source.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from schemas.errors import RetryableError
from tasks.backfill.feeds.stamp import changed
from tasks.warehouse.trouble.full_disk import calls_a_full_disk_by_its_name


@dataclass(frozen=True, slots=True)
class PartialCopy:
    """What is here of the source called `name`: its bytes in `part`, the version that they are of in `about`."""

    name: str
    part: Path
    about: Path

    @property
    def length(self) -> int:
        """How many bytes of it are here."""
        return self.part.stat().st_size if self.part.exists() and self.about.exists() else 0

    @property
    def version(self) -> str:
        """The version that is noted."""
        return str(json.loads(self.about.read_text()))

    def begin(self, version: str, *, is_continued: bool) -> None:
        """Note the version of the bytes that come; `ImportAbortedError` if those that are here are of another one."""
        if self.length and self.version != version:
            raise changed(self.name)
        self.about.write_text(json.dumps(version))
        if not is_continued:
            self.part.write_bytes(b"")

    def add(self, blocks: Iterable[bytes | memoryview]) -> None:
        """Write these bytes after those that are here."""
        with calls_a_full_disk_by_its_name(), self.part.open("ab") as file:
            for block in blocks:
                file.write(block)

    def require_length(self, whole: int | None) -> None:
        """Raise `RetryableError` unless all of it is here; None if nobody knows how long it is."""
        if whole is not None and self.part.stat().st_size != whole:
            message = f"{self.name} broke off."
            raise RetryableError(message, "Run the same command again.")
