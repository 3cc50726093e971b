"""Telling somebody that an import or backfill has ended: by a signed webhook, by e-mail, or by a block of Prefect's.

Belongs here: sending the message. Does not: who is to be told (`tasks.intake.notifications`), what is said
(`schemas.notification`), messages about customers and orders (`tasks.deliveries`, whose webhooks these reuse).

Invariant: an import does not fail because of it, and no order's data are in it. Read `notify`, then `webhook`, `mail`.
"""
