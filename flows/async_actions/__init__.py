"""Async actions (contract §1): an import as the one who submitted it sees it, read from Prefect at that moment.

Belongs here: reading, listing and cancelling, for shell and API alike. Does not: how a record is shown, nor a table of
its own.

Read `actions`, then `record` (from a flow run and its report), `queue` (what waits and who works).
"""
