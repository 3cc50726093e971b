"""Erasing a customer: no value that names the person is left in any table or file; the orders stay, as nobody's.

Here belongs where a person's data can be, and what an erasure does there (`docs/erasure.md` has the list). Not here:
how imports recognise who was erased (`tasks.erased`), how a database is written anew
(`tasks.warehouse.whole_projects.compaction`).

Read in this order: `person` (who is meant, and all that names them), `traces` (how that is found in texts), `places`
(every table, and what becomes of it), `rows` (the tables), `texts` (rows in which the person is looked for) with
`replacements`, `about` with `inbox_bodies`, `csv_bodies`, `outbox_files`, `rejects_files`, `spools` (the files beside
the database), `record` (what is kept of an erasure), `erase`: the order of it all, and why a crash does no harm;
`asked` and `action`: the same as an async action, which nobody is told whom it is about.
"""
