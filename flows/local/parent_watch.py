"""Runs a Python module that ends when its parent does: `python -m flows.local.parent_watch MODULE ARGUMENTS…`.

The parent holds the other end of stdin and never writes; when it is gone, in whatever way, stdin ends, and this
process asks itself to stop, and soon after is gone too.
"""

import os
import runpy
import signal
import sys
import threading
import time

GRACE_SECONDS = 20.0


def main() -> None:
    """Run the module as if it had been started alone."""
    threading.Thread(target=_watch, name="parent-watch", daemon=True).start()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def _watch() -> None:
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
