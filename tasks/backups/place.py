"""Where backups lie: a folder of this machine, or a prefix of an object store."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from schemas.errors import UsageError
from tasks.backfill.feeds.object_store import content_from, is_object_store, put_file, version_of
from tasks.warehouse.private_files import close_to_others, private_folder
from tasks.warehouse.whole_files import replace_file, sync

DATABASE, MANIFEST = "project.duckdb", "manifest.json"


@dataclass(frozen=True, slots=True)
class Place:
    """One backup, by its address: a folder or a URL, without a slash at its end."""

    address: str

    @classmethod
    def below(cls, destination: str, name: str) -> "Place":
        """The backup called `name` at a destination."""
        return cls(f"{destination.rstrip('/')}/{name}")

    def put(self, file: Path, name: str) -> None:
        """Let the backup have this file; the file is gone from where it was, or will be removed by its owner."""
        if is_object_store(self.address):
            put_file(file, f"{self.address}/{name}")
            return
        folder = private_folder(Path(self.address))
        shutil.move(file, folder / name)
        close_to_others(folder / name)
        sync(folder)

    def put_text(self, text: bytes, name: str, scratch: Path) -> None:
        """The same with a text; `scratch` is a folder for a moment."""
        replace_file(scratch / name, [text])
        self.put(scratch / name, name)

    def text_of(self, name: str) -> bytes:
        """A small file of the backup. Raises `UsageError` if it is not there."""
        if is_object_store(self.address):
            return b"".join(self._content_of(name))
        path = Path(self.address) / name
        if not path.is_file():
            message = "There is no such backup."
            detail = f"There is no backup at {self.address}."
            hint = "Name the folder or URL that `orders backup` printed."
            raise UsageError(message, detail=detail, operator_hint=hint)
        return path.read_bytes()

    def copy_to(self, target: Path, name: str) -> None:
        """Copy a file of the backup. Raises what reading an object raises, and `OSError`."""
        if not is_object_store(self.address):
            shutil.copyfile(Path(self.address) / name, target)
        else:
            with target.open("wb") as file:
                file.writelines(self._content_of(name))
        close_to_others(target)

    def _content_of(self, name: str) -> Iterator[memoryview]:
        url = f"{self.address}/{name}"
        version, _ = version_of(url)
        return content_from(url, 0, version)
