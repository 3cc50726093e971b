"""Who works on a run, as the kernel knows it."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

from prefect.settings import PREFECT_HOME, temporary_settings

from flows.lanes import process_lock

HOLD = """
import sys, time, uuid
from flows.lanes import process_lock
print(process_lock.take(uuid.UUID(sys.argv[1])), flush=True)
time.sleep(60)
"""


def test_a_dead_process_loses_its_run_at_once_and_a_stopped_one_never(tmp_path: Path):
    run_id = uuid4()
    environment = os.environ | {"PREFECT_HOME": str(tmp_path)}
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(run_id)], env=environment, stdout=subprocess.PIPE)
    with temporary_settings({PREFECT_HOME: tmp_path}):
        assert holder.stdout.readline() == b"True\n"
        holder.send_signal(signal.SIGSTOP)
        assert process_lock.is_abandoned(run_id) is False
        holder.kill()
        holder.communicate()
        assert process_lock.is_abandoned(run_id) is True
        assert process_lock.is_abandoned(uuid4()) is None
