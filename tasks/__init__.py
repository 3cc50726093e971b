"""The stages of an import, as plain functions over frames and one DuckDB connection.

Belongs here: extract, validate, transform, load, segments, and `warehouse`, which alone opens DuckDB. Does not:
flows, the command line, settings. Read the stages in that order; the SQL that changes data is in `sql/`.
"""

import os

# Polars keeps freed memory for half a second by default; between two stages of a large batch that is a third of all
# it needs. Its allocator reads this once, when Polars is first imported, which is always after this package.
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:5,muzzy_decay_ms:0")

# Arrow warns on stderr of buffers that Polars hands over as they are; they are read all the same.
os.environ.setdefault("ACERO_ALIGNMENT_HANDLING", "ignore")
