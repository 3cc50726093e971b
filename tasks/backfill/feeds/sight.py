"""Whether a source was touched since its reading began, so that going on with it need not read all of it again.

Invariant: the system changes `ctime` and inode of a file with whatever happens to it, and nobody sets them back. Where
they are what was noted, so is the content; where they are not, a checksum of what was read has to say.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from tasks.backfill.feeds.stamp import checksum
from tasks.warehouse.whole_files import replace_file


@dataclass(frozen=True, slots=True)
class Sight:
    """The file at `path`, and where it is noted what it was like."""

    path: Path
    note: Path

    def is_untouched(self) -> bool:
        """Whether it is the file that was noted."""
        return self._noted().get("file") == self.now()

    def now(self) -> str:
        """What tells the file, as it is, from all that it ever was."""
        found = self.path.stat()
        return f"{found.st_dev} {found.st_ino} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}"

    def write(self, file: str, checksum: int | None = None) -> None:
        """Note what `now` has said before the file was read, and maybe the checksum of all of it."""
        replace_file(self.note, [json.dumps({"file": file, "checksum": checksum}).encode()])

    def checksum(self) -> int:
        """The CRC-32 of the file, made anew only if it was touched."""
        file = self.now()
        noted = self._noted().get("checksum") if self.is_untouched() else None
        if isinstance(noted, int):
            return noted
        found = checksum(self.path)
        self.write(file, found)
        return found

    def _noted(self) -> dict[str, str | int | None]:
        return dict(json.loads(self.note.read_bytes())) if self.note.exists() else {}
