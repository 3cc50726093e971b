"""What follows from events: messages to deliver and points, recorded with their cause.

Here belongs what may follow and that it follows once. Which rules there are belongs to `tasks.rules`, how a message
reaches its receiver to `tasks.deliveries`.

Read in this order: `trigger_policy` (contract §5 as a table), `effects` (planned and recorded), `import_effects` (what
one import has caused, and what of it is held).
"""
