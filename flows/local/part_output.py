"""What the parts of `orders up` print: all of it to a file, and to the person what is meant for one.

Invariant: what a part prints to stdout (requests one by one, banners) is in the file alone; what it prints to stderr is
shown as well, except for the inside of tracebacks. Prefect's server on SQLite tells at length what it tries again by
itself; a person wants the first and the last line.
"""

import logging
import re
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path

from tasks.warehouse.private_files import FILE_MODE, close_to_others

_TRACEBACK = "Traceback (most recent call last):"
_RECORD = re.compile(r"\d\d:\d\d:\d\d\.\d{3} \| |[A-Z]+: ")  # as Prefect and uvicorn begin theirs
_LINKS = ("The above exception was the direct cause", "During handling of the above exception")
_FILE_BYTES, _OLD_FILES = 10_000_000, 3


def open_log(path: Path) -> logging.Logger:
    """A log that keeps its last 40 MB, each line with its time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=FILE_MODE)
    close_to_others(path)
    handler = RotatingFileHandler(path, maxBytes=_FILE_BYTES, backupCount=_OLD_FILES, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log = logging.Logger("orders.up")
    log.addHandler(handler)
    return log


class PartOutput:
    """One part's lines, in the order in which they come."""

    def __init__(self, part: str, log: logging.Logger, say: Callable[[str], None]) -> None:
        self._part, self._log, self._say = part, log, say
        self._is_traceback = False

    def keep(self, line: str) -> None:
        """Write the line to the file."""
        if line.strip():
            self._log.info("%s", self._labelled(line))

    def show(self, line: str) -> None:
        """Write the line to the file, and show it unless it is empty or the inside of a traceback."""
        self.keep(line)
        if line.endswith(_TRACEBACK):
            self._is_traceback = True
        elif _RECORD.match(line):
            self._is_traceback = False
            self._say(self._labelled(line))
        elif line.strip() and not (self._is_traceback and line.startswith((" ", "[", "(", *_LINKS))):
            self._say(self._labelled(line))

    def _labelled(self, line: str) -> str:
        return f"{self._part:8} {line}"
