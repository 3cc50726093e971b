"""The queue of accepted actions: in the order in which they came, whatever becomes of Prefect's server.

Read `queued_import` (one action), `import_queue` (accepted and found), `queue_progress` (what becomes of it),
`queue_control` (pause and cancel), `quota` (how much may wait).
"""
