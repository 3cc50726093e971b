"""Files that only their owner may read, as orders name people; what an earlier release left open is closed when met."""

import os
import stat
from pathlib import Path

FILE_MODE, FOLDER_MODE = 0o600, 0o700
_OTHERS = 0o077


def private_folder(folder: Path) -> Path:
    """The folder, made if it is not there (as is the one above it), closed to everybody else."""
    folder.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    folder.mkdir(exist_ok=True, mode=FOLDER_MODE)
    close_to_others(folder)
    return folder


def close_to_others(path: Path) -> None:
    """Take from everybody else what they may do with a file or folder of ours."""
    found = path.stat()
    if found.st_mode & _OTHERS and found.st_uid == os.geteuid():
        path.chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS)
