"""What a stock worker hands to the processes of our runs; a warm worker's live in its own environment."""

from pathlib import Path
from typing import Any

from flows.lanes import timing
from flows.settings import Settings


def job_variables() -> dict[str, Any]:
    """Where the databases are, how often a run shows Prefect that it is alive, and where relative paths begin."""
    environment = {
        **places(),
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": str(timing.PREFECT_HEARTBEAT_SECONDS),
    }
    return {"env": environment, "working_dir": str(Path.cwd())}


def places() -> dict[str, str]:
    """The settings that say where things are; not that of the intake, which may hold a password."""
    settings = Settings()
    files = {} if settings.files is None else {"ORDERS_FILES": str(settings.files)}
    return {"ORDERS_HOME": str(settings.home), **files}
