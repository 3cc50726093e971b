"""A project's data in one DuckDB file, on one machine, which one process at a time may open.

Read `file_storage` first; then `opening`, and `rewriting` (a file written anew, copied, replaced).
"""
