"""The projects' databases: where they live, who may open and change them, and how statements reach them.

Here belongs all that is about DuckDB as such; what a statement means belongs to the room that has it in its `sql/`.
Nobody else opens DuckDB or knows where a project's data lie.

Read in this order: `location` (where a project's data live), `connection` (opens a database), `migrations`,
`statements` (text of a statement, transactions, frames as tables). Then the rooms: `exclusion` (who may open it next,
who may change it, who may still commit), which `project` has at once for one import, and `sharing` (databases that stay
open). The rest makes it fast or safe: `threads`, `memory` and `scratch` (databases that are no project's), `compaction`
(a database written anew), `at_rest` (a file that nobody has open), `key_hashes` (how rows are found by their keys),
`whole_files`, `private_files`, `full_disk`, `interrupted`.
"""
