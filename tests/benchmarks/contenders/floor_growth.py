"""The floor of a batch into a grown project: bare DuckDB, in the project's own tables (`floor_growth.sql`)."""

import sys
from pathlib import Path

from tests.benchmarks.contenders import floor

if __name__ == "__main__":
    floor.run(Path(sys.argv[1]), Path(sys.argv[2]), "floor_growth", "customer_id")
