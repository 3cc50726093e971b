"""Who leads on an intake in its home's own file: by locked files, which the kernel frees when their process is gone."""

from pathlib import Path

from filelock import FileLock, Timeout

from tasks.intake.stores.leader import Leader
from tasks.warehouse.private_files import FILE_MODE


class FileLeader(Leader):
    """Keeps the files open whose locks it has."""

    def __init__(self, home: Path, *, gives_way: bool) -> None:
        super().__init__(gives_way=gives_way)
        # held by one of those that give way to nobody, so that the others see that there is one
        self._first = _lock(home / "dispatcher-first.lock")
        self._leading = _lock(home / "dispatcher.lock")

    def close(self) -> None:
        """Lead no more."""
        self._leading.release()
        self._first.release()

    def _must_give_way(self) -> bool:
        is_nobody_first = _takes(self._first)
        self._first.release()
        return not is_nobody_first

    def _take(self) -> bool:
        if not self._gives_way:
            _takes(self._first)
        return _takes(self._leading)

    def _let_go(self) -> None:
        self._leading.release()


def _lock(path: Path) -> FileLock:
    # taken and dropped by whichever thread of the process; only the process's end may free it
    return FileLock(path, blocking=False, mode=FILE_MODE, thread_local=False)


def _takes(lock: FileLock) -> bool:
    if not lock.is_locked:
        try:
            lock.acquire()
        except Timeout:
            return False
    return True
