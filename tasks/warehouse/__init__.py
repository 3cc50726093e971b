"""The projects' databases: where they live, who may open them, and how statements reach them.

Here belongs all that is about DuckDB as such; what a statement means belongs to the room that has it in its `sql/`.
Nobody else imports duckdb or knows where a database lies.

Read in this order: `location` (where a project's data live), `connection` (opens a database), `wait_queue` (who may
open it next), `migrations`, `statements` (text of a statement, transactions, frames as tables), `memory` (databases
without a file), `fencing` (who may still commit), `threads` (how many cores), `connection_cache` (kept open between
imports), `pool` (shared by the requests of one process).
"""
