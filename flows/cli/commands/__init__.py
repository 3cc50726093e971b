"""The commands: a module for each group, named after the group or after what its commands work on.

`files` has those about how files are read and written, `rules` those about what follows from events, `system` those of
whoever runs the importer.

Each function is one command: it takes its arguments, calls what does the work and prints what comes of it. Modules
import at their top only what is there at once; what needs Prefect, Polars or DuckDB is imported in the function, so
that `--help` and usage errors answer without them (`tests/integration/cli` holds that).
"""
