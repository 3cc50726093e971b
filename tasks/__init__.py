"""The stages of an import, as plain functions over frames and one DuckDB connection.

Belongs here: extract, validate, transform, load, segments, and `warehouse`, which alone opens DuckDB. Does not:
flows, the command line, settings. Read the stages in that order; the SQL that changes data is in `sql/`.
"""
