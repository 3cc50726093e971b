"""The floor of a backfill: the script of `floor` for one file of a folder after the other, into one database."""

import sys
from pathlib import Path

from tests.benchmarks.contenders import floor

if __name__ == "__main__":
    floor.run(sorted(Path(sys.argv[1]).iterdir()), Path(sys.argv[2]))
