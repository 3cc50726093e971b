"""The commands: a module for each group, named after the group or after what its commands work on.

Each function is one command: it takes its arguments, calls what does the work and prints what comes of it. Modules
import at their top only what is there at once; what needs Prefect, Polars or DuckDB is imported in the function, so
that `--help` and usage errors answer without them (`tests/integration/cli` holds that).
"""
