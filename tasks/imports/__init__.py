"""One import from its source to its report, without an orchestrator.

`request` says what is asked for, `stages` what happens in which order, `attempt` is one try at it with its callbacks,
`reading` the part that needs no database, and `core.import_orders` the whole;
`history` keeps what became of each import, `rejects_file` hands orders back, `dry_run` does everything but the commit.
Not here: the stages' own work (`tasks.extract`, `tasks.validate`, `tasks.transform`, `tasks.load`, `tasks.segments`),
and whose import may run (`flows.lanes`, `tasks.warehouse.exclusion.project_lock`).
"""
