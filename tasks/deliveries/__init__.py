"""How messages reach others: taken from the project's outbox, sent or written, and what came of it.

Here belongs all that happens after a delivery was recorded. Which deliveries there are belongs to `tasks.effects`, the
rules that say what is sent where to `tasks.rules`.

Read in this order: `deliver` (portion after portion), `outbox` (leases and results in the database), `webhook` and
`file_channel` (the two ways out), `body` (what is sent), `retries` (when a webhook is tried again).
"""
