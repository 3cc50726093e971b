"""The projects' databases: where they live, who may open and change them, and how statements reach them.

Here belongs all that is about DuckDB as such; what a statement means belongs to the room that has it in its `sql/`.
Nobody else opens DuckDB or knows where a project's data lie.

Read in this order: `location` (a project's files), `engine` (opens DuckDB), `statements` (text of a statement,
transactions, frames as tables), `migrations`, `storages` (a file, or a lake that several machines share), `connection`
(opens a project's data). Then the rooms: `exclusion` (who may open them next, who may change them, who may still
commit), which `project` has at once for one import, `sharing` (databases that stay open), `whole_projects` (copied,
moved, written anew), `trouble` (what can go wrong, called by its name). The rest makes it fast or safe: `threads`,
`memory` and `scratch` (databases that are no project's), `origin` (where a connection comes from), `key_hashes` (how
rows are found by their keys), `tables`, `whole_files`, `private_files`.
"""
