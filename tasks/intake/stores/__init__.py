"""Where an intake is kept: in an SQLite file of its home, or in a PostgreSQL that the homes of several machines share.

Belongs here: how a connection is opened, locked, watched and brought up to date. Does not: what is written, which is
one SQL for both (`tasks.intake` and its rooms; `tasks/intake/migrations`). Read `store` (what both can do), `addresses`
(which home has which), `sqlite`, then `postgresql` with `dialect` (the one SQL as PostgreSQL reads it) and `watch`; by
themselves, `leader` (which process of all hands over) and its two locks.
"""
