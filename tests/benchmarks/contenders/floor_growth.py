"""The floor of a batch into a grown project: bare DuckDB, in the project's own tables (`floor_growth.sql`).

With a number of orders as the third argument, in portions of so many, as a backfill does it.
"""

import sys
import tempfile
from pathlib import Path

from tests.benchmarks.contenders import floor
from tests.benchmarks.inputs.portions import cut


def main(*, keeps: bool = False) -> None:
    """Measure it, by the arguments of the process."""
    source, database = map(Path, sys.argv[1:3])
    with tempfile.TemporaryDirectory(prefix="bench-files-", dir=source.parent) as folder:
        sources = cut(source, Path(folder) / "files", int(sys.argv[3])) if sys.argv[3:] else [source]
        floor.run(sources, database, "floor_growth", "customer_id", keeps=keeps)


if __name__ == "__main__":
    main()
