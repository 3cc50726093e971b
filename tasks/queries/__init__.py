"""Reading what is stored: one entity by `id` or `source_id`, a page of them, and numbers about them.

Belongs here: what is only read, as JSON-ready values. Does not: finding out who an order is about (`tasks.transform`),
what a front end makes of the values (`flows`). Read `rows` first, then an entity such as `orders`.
"""
