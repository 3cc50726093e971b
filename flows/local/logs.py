"""What the parts of `orders up` say: all of it to a file, and to the person the part without the inside of tracebacks.

Prefect's server on SQLite tells at length what it tries again by itself; a person wants the first and the last line.
"""

import logging
import re
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path

_TRACEBACK = "Traceback (most recent call last):"
_RECORD = re.compile(r"\d\d:\d\d:\d\d\.\d{3} \| |[A-Z]+: ")  # as Prefect and uvicorn begin theirs
_LINKS = ("The above exception was the direct cause", "During handling of the above exception")
_FILE_BYTES, _OLD_FILES = 10_000_000, 3


def open_log(path: Path) -> logging.Logger:
    """A log that keeps its last 40 MB, each line with its time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(path, maxBytes=_FILE_BYTES, backupCount=_OLD_FILES, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log = logging.Logger("orders.up")
    log.addHandler(handler)
    return log


class PartLog:
    """One part's lines, in the order in which they come."""

    def __init__(self, part: str, log: logging.Logger, say: Callable[[str], None]) -> None:
        self._part, self._log, self._say = part, log, say
        self._is_traceback = False

    def add(self, line: str) -> None:
        """Keep the line, and show it unless it is empty or the inside of a traceback."""
        if not line.strip():
            return
        told = f"{self._part:8} {line}"
        self._log.info("%s", told)
        if line.endswith(_TRACEBACK):
            self._is_traceback = True
        elif _RECORD.match(line):
            self._is_traceback = False
            self._say(told)
        elif not (self._is_traceback and line.startswith((" ", "[", "(", *_LINKS))):
            self._say(told)
