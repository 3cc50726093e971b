"""The projects' databases: where they live, who may open and change them, and how statements reach them.

Here belongs all that is about DuckDB as such; what a statement means belongs to the room that has it in its `sql/`.
Nobody else opens DuckDB or knows where a project's data lie.

Read in this order: `location` (where a project's data live), `connection` (opens a database), `wait_queue` (who may
open it next), `migrations`, `statements` (text of a statement, transactions, frames as tables). Then who may change
it: `project_lock` (one process at a time on this machine), `fencing` (who may still commit), `project` (both at once,
for one import). The rest makes it fast or safe: `connection_cache` (kept open between imports), `pool` (shared by the
requests of one process), `threads`, `memory` (databases without a file), `private_files`, `full_disk`.
"""
