"""One import from its source to its report, without an orchestrator.

`request` says what is asked for, `stages` what happens in which order, `core.import_orders` is the whole of it;
`history` keeps what became of each import, `rejects_file` hands orders back, `dry_run` does everything but the commit.
Not here: the stages' own work (`tasks.extract`, `tasks.validate`, `tasks.transform`, `tasks.load`, `tasks.segments`),
and whose import may run (`flows.lanes`, `tasks.warehouse.project_lock`).
"""
