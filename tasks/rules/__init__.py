"""The rules of a project: what is to follow when customers enter segments or orders happen.

Here belongs how rules are made, kept and deleted. What follows from them belongs to `tasks.effects`, how messages
travel to `tasks.deliveries`; the fields of a rule are in `schemas.effects.rules`.

Read in this order: `create`, `rules` (listed, found, paused, deleted), `kinds` (distributions, earning rules,
webhooks), `signing` (the project's key); then templates: `payload`, `sandbox`, `metering`, `budget`, `template_costs`.
"""
