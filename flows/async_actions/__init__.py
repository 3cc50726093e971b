"""Async actions (contract §1): an import as the one who submitted it sees it.

Belongs here: reading, listing, cancelling and trying again, for shell and API alike. Does not: how a record is shown,
nor the queue of imports (`tasks.intake.import_queue`).

Read `actions`, then `queued` (an import of the home's queue), `of_run` and `record` (one that is no more than a flow
run), `queue` (what waits and who works).
"""
