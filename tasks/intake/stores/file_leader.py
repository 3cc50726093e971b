"""Of all processes on an intake in its home's own file one leads: the one that has locked a file."""

from pathlib import Path

from filelock import FileLock, Timeout

from tasks.warehouse.private_files import FILE_MODE


class FileLeader:
    """Keeps its files open while it leads or stands by; for one thread at a time."""

    def __init__(self, home: Path, *, gives_way: bool) -> None:
        self._gives_way = gives_way
        # held by one of those that give way to nobody, so that the others see that there is one
        self._first = _lock(home / "dispatcher-first.lock")
        self._leading = _lock(home / "dispatcher.lock")
        self._is_leading = False

    def leads(self) -> bool:
        """Whether it holds the lock, which it takes if nobody does and nobody is there to whom it gives way.

        It lets go of it when it is asked again after it has said no: whoever asks has stopped leading by then.
        """
        is_first = _takes(self._first)
        if self._gives_way and is_first:
            self._first.release()
        if self._gives_way and not is_first:
            if not self._is_leading:
                self._leading.release()
            self._is_leading = False
        else:
            self._is_leading = _takes(self._leading)
        return self._is_leading

    def close(self) -> None:
        """Lead no more."""
        self._leading.release()
        self._first.release()


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
