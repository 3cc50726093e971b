"""What comes in before an import runs, and who may send it: kept in the home, outside the projects' databases.

Here belongs what has to be known while a project's database is busy or not there yet. What an import makes of it
belongs to `tasks.imports`.

Read in this order: `database` (the one SQLite file of a home), `api_keys` and `keys/` (who may speak for a project, and
what he may do), `receive` (a body becomes a file), `order_count` (how many orders it seems to hold), `inbox` (the files
of a project), `queue/` (the imports and other actions that were accepted, in order, and what becomes of them),
`idempotency` (which import a repeated request is), `limits` (the caps on imports), `redaction` (what is kept of all
this, without somebody who is erased).
"""
