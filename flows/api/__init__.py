"""The HTTP API: the paths, shapes and errors of the public client (contract §7), over the same flows and tasks.

Belongs here: what is said over HTTP, and who may say it. Does not: rules about orders and other entities (`tasks`),
lanes (`flows.lanes`), the shapes themselves (`schemas.http`). Read `app` first, then `routes.orders`.
"""
