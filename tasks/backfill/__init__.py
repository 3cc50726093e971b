"""Millions of orders in one submission: read and stored a portion at a time, whatever happens in between.

Belongs here: which sources there are, how far a backfill is, what is done once at its end. Does not: how a format is
read (`tasks.extract`), what is done with the orders of a portion (`tasks.validate`, `tasks.transform`, `tasks.load`).

Read `asked_for.request`, then `core.backfill`, which is the whole: `begin` (with `sources`, which finds the files,
and `leave` for a backfill that nobody goes on with), a portion after the other (`portions`, of `portion_size`, from
`feeds`), which `read_ahead` has at hand, `store` writes together with `progress`, and `end`. `reconciled` says then
whether anything is missing, or is not as expected. `courtesy` lets others have the project between two portions.
`rehearsal` does it all to a copy.
"""
