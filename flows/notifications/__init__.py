"""Who is notified when an import or backfill has ended, from a flow run or from a shell.

Belongs here: when a message is sent, and blocks of Prefect's server. Does not: the message, and the other ways it goes
(`tasks.notifications`). Read `ended`, which needs no Prefect; then `of_import` and `of_backfill`, for runs.
"""
