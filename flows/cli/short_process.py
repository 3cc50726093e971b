"""What a process does without that works for one command and ends. Measured on an import of 2,000 orders: a quarter of
the process's time.
"""

import gc
import os
import sys

_ALLOCATIONS = 1_000_000


def start_sooner() -> None:
    """Before the heavy modules are imported: let Python look for garbage seldom, DuckDB do without a module of which
    it asks nothing, and Pydantic not look for plugins.

    For each table, DuckDB imports `pyarrow.dataset` to find out that the table is no data set of it. For plugins, of
    which the product has none, Pydantic reads the metadata of every installed package.
    """
    gc.set_threshold(_ALLOCATIONS)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # how Python is told that a module cannot be imported
    sys.modules.setdefault("pyarrow.dataset", None)  # type: ignore[arg-type]


def end_sooner() -> None:
    """When all is done: let Python not look through every object that is left, as it does once more at its end."""
    gc.freeze()
