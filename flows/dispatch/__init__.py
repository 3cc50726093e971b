"""Hands the imports and other actions of this home's queue to Prefect: in order, again after any crash.

Belongs here: how an accepted action becomes a flow run, and what is noted when its run ends without saying so. Does
not: accepting one (`tasks.intake.queue.import_queue`), nor its way through the lane (`flows.lanes`).

Read `dispatcher` (the loop, in the API and in the worker; `tasks.intake.database.lead` lets one at a time be at work),
`hand_over` (from row to run), `reconcile` (from run to row).
"""
